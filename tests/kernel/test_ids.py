"""Identifiers: version 7, unique, in order of time."""

from yizhan.kernel.ids import new_id


def test_ids_sort_by_their_moment() -> None:
    ids = [new_id(now_ms) for now_ms in (1, 2, 1_700_000_000_000, 1_800_000_000_000)]
    assert ids == sorted(ids)


def test_an_id_is_a_uuid_of_version_7_that_tells_its_moment() -> None:
    identity = new_id(1_764_000_000_000)
    assert identity.version == 7
    assert identity.variant == "specified in RFC 4122"
    assert identity.int >> 80 == 1_764_000_000_000


def test_ids_of_one_millisecond_differ() -> None:
    assert len({new_id(5) for _ in range(1000)}) == 1000
