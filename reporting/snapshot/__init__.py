"""From a cycle to the snapshot of its report: a dict by the contract in schema/snapshot-2.json.

Everything is read here, in one transaction that sees joint rows alone (law 3); the counts are those of figures/.
"""

from reporting.snapshot.climb import climb_of
from reporting.snapshot.making import SCHEMA, frozen, snapshot_of
from reporting.snapshot.words import COMMAND_LINE, words

__all__ = ["COMMAND_LINE", "SCHEMA", "climb_of", "frozen", "snapshot_of", "words"]
