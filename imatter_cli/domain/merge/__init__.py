"""How two people's changes become one store: pure, by rules that commands and checks have as well."""

from imatter_cli.domain.merge.again import done_again
from imatter_cli.domain.merge.fitting import JUDGED_OTHER
from imatter_cli.domain.merge.merging import made_now, merge
from imatter_cli.domain.merge.misfit import Misfit
from imatter_cli.domain.merge.taking import GENERATED, VERSION
from imatter_cli.domain.merge.values import Differences, Merged, MovedFile, NewErrors, OwnChange, RecordSet, SetAside
from imatter_cli.domain.merge.working_out import take_what_fits, work_out

__all__ = [
    "GENERATED", "JUDGED_OTHER", "VERSION", "Differences", "Merged", "Misfit", "MovedFile", "NewErrors", "OwnChange",
    "RecordSet", "SetAside", "done_again", "made_now", "merge", "take_what_fits", "work_out",
]  # fmt: skip
