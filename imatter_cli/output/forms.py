"""A form to fill in elsewhere, as a page. Its questions are data, and the page's script judges answers by them."""

from __future__ import annotations

from imatter_cli.domain import money
from imatter_cli.domain.data import Data
from imatter_cli.output.pages import page

FORMATS = ("html", "text")


def html(form: Data, *, title: str, about: str, issuer: str, currency: str) -> str:
    """The page. `form` is what its script knows, with the questions as `asked`."""
    signs = money.signs_of(currency)
    of_money = {
        "money": money.AS_TYPED.replace("?P<", "?<"),
        "signs": [*signs, currency],
        "sign": [*signs, currency][0],
    }
    facts = {
        "title": title, "about": about.splitlines(), "issuer": issuer, "person": form["person"],
        "asked": form["asked"], "sign": of_money["sign"],
    }  # fmt: skip
    return page("pages/form.html", facts, scripts=("pages/form.js",), data={"form": {**form, **of_money}})
