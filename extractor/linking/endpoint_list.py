"""The endpoints of one trial: those it lists and those that its results add."""

from __future__ import annotations

import re
from collections.abc import Callable

from extractor.linking.drafts import EndpointDraft
from extractor.linking.outcomes import EndpointMention, new_endpoint

Canonical = Callable[[str, list[EndpointDraft]], EndpointDraft | None]
_CORRESPONDING = re.compile(r"\b(?:corresponding|respective|rates?)\b", re.IGNORECASE)


class EndpointList:
    """Listed endpoints first; a result's phrase is merged with one of them or becomes a new one."""

    def __init__(self, listed: list[EndpointDraft], canonical: Canonical) -> None:
        self.listed = list(listed)
        self.added: list[EndpointDraft] = []
        self._canonical = canonical
        self._standing: dict[str, EndpointDraft] = {}

    @property
    def all(self) -> list[EndpointDraft]:
        return [*self.listed, *self.added]

    def resolve(self, mention: EndpointMention, latest: EndpointDraft | None) -> EndpointDraft | None:
        """The endpoint that a phrase stands for: "this endpoint" is the latest one."""
        if mention.value.reference:
            if mention.value.role:
                named = [endpoint for endpoint in self.listed if endpoint.role == mention.value.role]
                if len(named) == 1:
                    return named[0]
                if latest is not None and latest.role == mention.value.role:
                    return latest
                if named:
                    return named[0]
                if latest is not None:
                    return self._standing.setdefault(mention.value.role, latest)
                return self._undefined(mention)
            return latest if latest is not None else self._sole_primary(mention.value.name)
        known = self._canonical(mention.value.name, self.all)
        if known is not None:
            if known.kind == "other":
                known.kind = mention.value.kind
            return known
        endpoint = new_endpoint(mention)
        self.added.append(endpoint)
        return endpoint

    def _sole_primary(self, words: str) -> EndpointDraft | None:
        """What "the corresponding rates" are where no endpoint was named yet: the only primary one."""
        named = [endpoint for endpoint in self.listed if endpoint.role == "primary"]
        return named[0] if len(named) == 1 and _CORRESPONDING.search(words) else None

    def labelled(self, mention: EndpointMention, level: bool = False) -> EndpointDraft | None:
        """The endpoint of a table's label: one that the text lists, or that another label names alike.

        A label is a whole name, so that it is no short form of a longer label. With `level` it stands for
        values before and after rather than for changes.
        """
        if mention.value.reference:
            return self.resolve(mention, None)
        name = mention.value.name
        listed = [end for end in self.listed if not (level and end.kind == "change")]
        known = self._canonical(name, listed)
        if known is None:
            own = [EndpointDraft(name)]
            added = [end for end in self.added if not (level and end.kind == "change")]
            alike = (end for end in added if self._canonical(name, [end]))
            known = next((end for end in alike if self._canonical(end.name, own)), None)
        if known is not None:
            if known.kind == "other":
                known.kind = mention.value.kind
            return known
        endpoint = new_endpoint(mention)
        self.added.append(endpoint)
        return endpoint

    def _undefined(self, mention: EndpointMention) -> EndpointDraft:
        """ "The primary endpoint" of a text that never says what it is."""
        endpoint = new_endpoint(mention)
        endpoint.name = f"{(mention.value.role or 'primary').replace('_', ' ')} endpoint"
        self.added.append(endpoint)
        return endpoint

    def known(self, mention: EndpointMention) -> EndpointDraft | None:
        """The endpoint that a phrase names, if the trial has it already."""
        return None if mention.value.reference else self._canonical(mention.value.name, self.all)

    def named(self, name: str) -> EndpointDraft | None:
        """The endpoint of this name, if the trial has it."""
        return self._canonical(name, self.all)
