"""The text of what a command answers, for the place that it goes to."""

from __future__ import annotations

from imatter_cli.output import page, plain
from imatter_cli.output.terminal import Screen, clean


def rendered(shown: page.Shown, screen: Screen) -> str:
    """Sentences or a page as that place shows them, safe to print."""
    made = shown() if callable(shown) else shown
    if isinstance(made, str):
        if not screen.terminal:
            return clean(made)
        made = page.prose(made)
    if screen.manner == "drawn":
        from imatter_cli.output import drawn  # late: loads rich, which only a terminal that can draw is worth

        return drawn.render(made, screen)
    if screen.manner == "spoken":
        from imatter_cli.output import spoken  # late: few need it

        return spoken.render(made)
    return clean(plain.render(made, screen))
