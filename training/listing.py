"""What every list page shares: filters, sort and page from the URL, and the same rows as a CSV file."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone

from training.models import Organization
from training.tenancy import organization_scope
from training.text import FORMULA_STARTS

PER_PAGE = 50


class FilterForm(forms.Form):
    """A GET form whose every field is optional; what does not validate filters nothing and says so."""

    def __init__(
        self,
        data: Any,
        *,
        offered: Mapping[str, Sequence[tuple[str, str]]] | None = None,
        hidden: Iterable[str] = (),
    ) -> None:
        """Bind to the URL's query; `offered` gives the options of the selects that depend on the rows there are.

        `hidden` names fields that links set and the form only keeps.
        """
        super().__init__(data)
        for name in hidden:
            self.fields[name] = forms.CharField(max_length=200, widget=forms.HiddenInput)
        for field in self.fields.values():
            field.required = False
        for name, options in (offered or {}).items():
            self.fields[name].choices = options  # type: ignore[attr-defined] # a ChoiceField
        self.is_valid()

    @property
    def is_filtered(self) -> bool:
        """Whether any filter is set."""
        return any(value not in (None, "") for value in self.cleaned_data.values())

    @property
    def dropped(self) -> list[str]:
        """Values of the URL that filter nothing, each in a sentence: they are not offered, or can't be read."""
        sentences = []
        for name, errors in self.errors.items():
            field, value = self.fields[name], str(self.data.get(name, ""))
            shown = f"{value[:60]}…" if len(value) > 60 else value
            why = "is not offered here" if isinstance(field, forms.ChoiceField) else f"can't be used. {errors[0]}"
            sentences.append(f"{field.label or name}: “{shown}” {why.rstrip('.')}. It filters nothing.")
        return sentences


def listing(
    request: HttpRequest,
    *,
    rows: QuerySet[Any] | Sequence[Any],
    form: FilterForm,
    sorts: dict[str, str] | None = None,
    default_sort: str = "",
) -> dict[str, Any]:
    """The context of a list page: one page of `rows`, and what the shared components need.

    `sorts` maps the names allowed in `?sort=` (with or without a leading minus) to ORM fields.
    """
    sort = request.GET.get("sort", default_sort)
    field = (sorts or {}).get(sort.removeprefix("-"))
    if field and isinstance(rows, QuerySet):
        rows = rows.order_by(f"-{field}" if sort.startswith("-") else field, "-pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    dropped = form.dropped
    if sort and sorts and not field:
        dropped.append(f"“{sort[:60]}” is no order of this list; the usual one is shown.")
    query = request.GET.copy()
    query.pop("page", None)
    query["format"] = "csv"
    return {
        "form": form,
        "is_filtered": form.is_filtered,
        "dropped": dropped,
        "sort": sort if field else "",
        "page_obj": page,
        "export_url": f"{request.path}?{query.urlencode()}",
    }


def wants_csv(request: HttpRequest) -> bool:
    """Whether the URL asks for the list as a file."""
    return request.GET.get("format") == "csv"


def csv_file(
    *,
    organization: Organization,
    name: str,
    header: Sequence[str],
    rows: QuerySet[Any] | Sequence[Any],
    line: Callable[[Any], Iterable[Any]],
) -> StreamingHttpResponse:
    """Stream rows as CSV, memory flat; a text that a spreadsheet would run as a formula gets a leading apostrophe."""

    def lines() -> Iterator[str]:
        writer = csv.writer(_Echo())
        yield "\ufeff" + writer.writerow(header)
        # The request's transaction is over when the body is read.
        with organization_scope(organization.pk):
            for row in rows.iterator(chunk_size=2000) if isinstance(rows, QuerySet) else rows:
                yield writer.writerow([_harmless(value) for value in line(row)])

    stamp = timezone.localdate().isoformat()
    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{organization.slug}-{name}-{stamp}.csv"'
    return response


class _Echo:
    """A file whose write answers what was written."""

    def write(self, value: str) -> str:
        return value


def _harmless(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, str) and (value.lstrip().startswith(FORMULA_STARTS) or value[:1] in ("\t", "\r", "\n")):
        return f"'{value}"
    return value
