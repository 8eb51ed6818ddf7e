"""Fixings of the dollar, kept in all shards of this switch or in none."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

import psycopg

from yizhan.kernel.refusal import Refusal, refuse
from yizhan.payments.fixings import Fixing
from yizhan.payments.shard_rules import ten_thousandths
from yizhan.payments.shards import schema_name
from yizhan.switch.shard.table import ShardTable
from yizhan.switch.zone.keys import Connections

# What `keep_fixing` raises.
DAY_BEGUN: Final = "YZ001"
ANOTHER_STANDS: Final = "YZ002"


class Fixings(ShardTable):
    """One statement asks every shard, so a failure on the way leaves no shard with a rate that another lacks."""

    def __init__(self, shards: Sequence[int], connections: Connections) -> None:
        super().__init__(shards[0], connections)
        calls = ", ".join(f"{schema_name(shard)}.keep_fixing(%s, %s, %s, %s, %s)" for shard in shards)
        self._keep, self._count = f"SELECT {calls}", len(shards)

    async def keep(self, fixing: Fixing, now: datetime, today: date) -> Refusal | None:
        """Keep a fixing for a day after `today`; the same once more is the same, however late.

        Refusals: `fixing_day_begun`, `fixing_stands_already`.
        """
        values = (fixing.first_day, ten_thousandths(fixing.cny_per_unit), fixing.source, now, today)
        try:
            await self._rows(self._keep, values * self._count)
        except psycopg.DatabaseError as error:
            if error.sqlstate == DAY_BEGUN:
                return refuse("fixing_day_begun", first_day=fixing.first_day)
            if error.sqlstate == ANOTHER_STANDS:
                return refuse("fixing_stands_already", first_day=fixing.first_day)
            raise
        return None
