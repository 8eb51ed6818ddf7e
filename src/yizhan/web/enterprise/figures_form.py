"""The form of the figures: plain numbers may stay empty, choices offer "I don't know"."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yizhan.kernel.money import Money
from yizhan.web.doors import today
from yizhan.web.forms import KeyedForm, MoneyField
from yizhan.web.vocabulary import FACTS, TAX_GRADES, TITLES

COUNTS = ("staff", "technical_staff", "ip_class_one", "ip_class_two", "ip_in_application")
PEOPLE_MAX, RIGHTS_MAX, DAYS_MAX = 1_000_000, 100_000, 10_000
UNKNOWN = ("", gettext_lazy("I don't know"))


def _count(label: str, most: int, help_text: str = "") -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=most, help_text=help_text,
                              widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}))


def _day(label: str) -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


# One subject a page; the figures that a page asks for and the fields that it asks them with.
PARTS: dict[str, tuple[str, ...]] = {
    "people": ("staff", "technical_staff"),
    "rights": ("ip_class_one", "ip_class_two", "ip_in_application", "titles"),
    "standing": ("tax_grade", "bank_debt", "overdue_days", "on_dishonest_list"),
}
EXTRA_FIELDS = {"titles": ("has_titles",), "overdue_days": ("overdue", "overdue_days")}


class FiguresForm(KeyedForm):
    """What the enterprise states about itself."""

    staff = _count(FACTS["staff"], PEOPLE_MAX, gettext_lazy("At the end of the last month, agency workers included."))
    technical_staff = _count(FACTS["technical_staff"], PEOPLE_MAX)
    ip_class_one = _count(FACTS["ip_class_one"], RIGHTS_MAX,
                          gettext_lazy("Inventions, plant varieties, chip layouts, new drugs and the like."))
    ip_class_two = _count(FACTS["ip_class_two"], RIGHTS_MAX, gettext_lazy("Utility models, designs, software copyrights."))
    ip_in_application = _count(FACTS["ip_in_application"], RIGHTS_MAX)
    tax_grade = forms.ChoiceField(label=FACTS["tax_grade"], required=False, widget=forms.RadioSelect,
                                  choices=[*TAX_GRADES.items(), UNKNOWN],
                                  help_text=gettext_lazy("Last year's, as the tax bureau's website shows it."))
    bank_debt = MoneyField(label=FACTS["bank_debt"], required=False,
                           help_text=gettext_lazy("Principal owed to all banks today; 0 if none."))
    overdue = forms.ChoiceField(label=gettext_lazy("Is any loan of the company overdue now?"), required=False, widget=forms.RadioSelect,
                                choices=[("no", gettext_lazy("No")), ("yes", gettext_lazy("Yes")), UNKNOWN])
    overdue_days = _count(gettext_lazy("For how many days?"), DAYS_MAX, gettext_lazy("Only if a loan is overdue; the longest one."))
    on_dishonest_list = forms.ChoiceField(
        label=gettext_lazy("Is the company or its legal representative on a list of dishonest debtors?"), required=False,
        widget=forms.RadioSelect, choices=[("no", gettext_lazy("No")), ("yes", gettext_lazy("Yes")), UNKNOWN])
    has_titles = forms.ChoiceField(label=gettext_lazy("Does the company hold a title as a technology enterprise?"), required=False,
                                   widget=forms.RadioSelect,
                                   choices=[("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No")), UNKNOWN])

    def __init__(self, *args: Any, part: str, stated_titles: Iterable[Mapping[str, Any]] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.part = part
        kept = {field for name in PARTS[part] for field in EXTRA_FIELDS.get(name, (name,))} | {"request_key"}
        self.fields = {name: field for name, field in self.fields.items() if name in kept}
        self._stated_titles = {(item["kind"], item["valid_from"]): dict(item) for item in stated_titles}
        for kind, label in TITLES.items() if part == "rights" else ():
            self.fields[f"since_{kind}"] = _day(label)

    @property
    def title_fields(self) -> list[forms.BoundField]:
        """The dates of the titles, each labelled by its title."""
        return [self[f"since_{kind}"] for kind in TITLES if f"since_{kind}" in self.fields]

    def clean(self) -> dict[str, Any]:
        """What belongs together must fit together."""
        values = super().clean()
        staff, technical = values.get("staff"), values.get("technical_staff")
        if staff is not None and technical is not None and technical > staff:
            self.add_error("technical_staff", _("More people than the company employs (%(staff)s). Check both.") % {"staff": staff})
        if values.get("overdue") == "yes" and not values.get("overdue_days") and "overdue_days" not in self.errors:
            self.add_error("overdue_days", _("Enter the number of days, at least 1."))
        self._check_titles(values)
        return values

    def _check_titles(self, values: Mapping[str, Any]) -> None:
        named = [kind for kind in TITLES if values.get(f"since_{kind}")]
        if values.get("has_titles") == "yes" and not named and not self.errors:
            self.add_error(f"since_{next(iter(TITLES))}", _("Enter the date on the certificate of at least one title."))
        for kind in named:
            if values[f"since_{kind}"] > today():
                self.add_error(f"since_{kind}", _("This day is still to come. Compare it with the certificate."))

    @property
    def claims(self) -> dict[str, Any]:
        """The figures of this page by their names in the fact list; None is not known."""
        values = self.cleaned_data
        read = {
            "tax_grade": lambda: values["tax_grade"] or None,
            "overdue_days": lambda: {"no": 0, "yes": values["overdue_days"]}.get(values["overdue"]),
            "on_dishonest_list": lambda: {"no": False, "yes": True}.get(values["on_dishonest_list"]),
            "titles": lambda: {"no": [], "yes": self._titles()}.get(values["has_titles"]),
        }
        return {name: read[name]() if name in read else values[name] for name in PARTS[self.part]}

    def _titles(self) -> list[dict[str, Any]]:
        """A title that was stated before keeps what else is known of it: its end and its number."""
        dates = {kind: self.cleaned_data[f"since_{kind}"] for kind in TITLES}
        titles = [{"kind": kind, "valid_from": since.isoformat()} for kind, since in dates.items() if since]
        return [self._stated_titles.get((title["kind"], title["valid_from"]), title) for title in titles]

    @staticmethod
    def initial_of(stated: Mapping[str, Any]) -> dict[str, Any]:
        """The first values from what was stated before."""
        yes_no = {True: "yes", False: "no"}
        initial: dict[str, Any] = {name: stated.get(name) for name in (*COUNTS, "tax_grade")}
        debt = stated.get("bank_debt")
        initial["bank_debt"] = debt if isinstance(debt, Money) else None
        if "overdue_days" in stated:
            initial |= {"overdue": yes_no[bool(stated["overdue_days"])], "overdue_days": stated["overdue_days"] or None}
        if "on_dishonest_list" in stated:
            initial["on_dishonest_list"] = yes_no[stated["on_dishonest_list"]]
        if "titles" in stated:
            initial["has_titles"] = yes_no[bool(stated["titles"])]
            initial |= {f"since_{item['kind']}": date.fromisoformat(item["valid_from"]) for item in stated["titles"]}
        return initial
