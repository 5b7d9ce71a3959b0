"""How two people's changes become one store: pure, by rules that commands and checks have as well."""

from imatter_cli.domain.merge.merging import merge
from imatter_cli.domain.merge.misfit import Misfit
from imatter_cli.domain.merge.taking import GENERATED, VERSION, take
from imatter_cli.domain.merge.values import Change, Differences, Merged, MovedFile, NewErrors, Records, SetAside

__all__ = [
    "GENERATED",
    "VERSION",
    "Change",
    "Differences",
    "Merged",
    "Misfit",
    "MovedFile",
    "NewErrors",
    "Records",
    "SetAside",
    "merge",
    "take",
]
