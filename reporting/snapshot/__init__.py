"""From a cycle to the snapshot of its report: a dict by the contract in schema/snapshot-2.json.

Everything is read here, in one transaction that sees joint rows alone (law 3); the counts are those of figures/.

Two rules keep a report of ten thousand projects as quick as its pages allow. Every list but the annex of all projects
ends at a number that stands here (the `MOST_` of each module), and `more` or `is_cut` says what is left out. And
`render/report/data.typ` takes that one long list out of the dictionary that its pages share, for Typst hashes a
closure with all that it captures. `make bench` measures both.
"""

from reporting.snapshot.climb import climb_of
from reporting.snapshot.making import SCHEMA, frozen, snapshot_of
from reporting.snapshot.words import COMMAND_LINE, words

__all__ = ["COMMAND_LINE", "SCHEMA", "climb_of", "frozen", "snapshot_of", "words"]
