"""Fixings of the dollar, kept in all shards of this switch or in none."""

import logging
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
_STANDING: Final = "SELECT first_day, dollar_rate, source FROM {}.rate_fixing"
log = logging.getLogger(__name__)


class Fixings(ShardTable):
    """One statement asks every shard, so a failure on the way leaves no shard with a rate that another lacks."""

    def __init__(self, shards: Sequence[int], connections: Connections) -> None:
        super().__init__(shards[0], connections)
        self._shards = shards
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

    async def even_out(self, now: datetime) -> None:
        """Keep in each shard what another one was told, as when it was added in between; what it has counted at another rate stays."""
        standing = {shard: set(await self._rows(_STANDING.format(schema_name(shard)))) for shard in self._shards}
        everywhere = set().union(*standing.values())
        for shard, known in standing.items():
            for first_day, rate, source in sorted(everywhere - known):
                try:
                    await self._rows(f"SELECT {schema_name(shard)}.keep_fixing(%s, %s, %s, %s, %s)",
                                     (first_day, rate, source, now, date(1, 1, 1)))
                except psycopg.DatabaseError as error:
                    if error.sqlstate not in (DAY_BEGUN, ANOTHER_STANDS):
                        raise
                    log.error("shard %d has counted %s at another rate than the branch fixed for it", shard, first_day)
