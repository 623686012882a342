"""All guards."""

from tests.mutants.entered import ENTERED
from tests.mutants.guard import Guard
from tests.mutants.seen import SEEN
from tests.mutants.stored import STORED

GUARDS: tuple[Guard, ...] = (*STORED, *SEEN, *ENTERED)
