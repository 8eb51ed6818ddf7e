"""The programmes that the desk knows, in the order in which a page shows them."""

from yizhan.policy.programmes import high_tech_enterprise, size_class, tech_sme
from yizhan.policy.rule import Programme

PROGRAMMES: tuple[Programme, ...] = (size_class.PROGRAMME, tech_sme.PROGRAMME, high_tech_enterprise.PROGRAMME)


def programme(name: str) -> Programme:
    """A programme by name; an unknown name raises KeyError with the names that exist."""
    for found in PROGRAMMES:
        if found.name == name:
            return found
    raise KeyError(f"no programme {name!r}; there are {', '.join(found.name for found in PROGRAMMES)}")
