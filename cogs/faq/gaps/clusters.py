"""Questions that mean the same, put together: average linkage, pure and deterministic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.api.similar import Index

from ..model import Asked

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Mean cosine from which groups of questions are one, measured in docs/faq.md; without a model the
# mean certainty of words.
BY_MEANING, BY_WORDS = 0.9, 0.5


@dataclass(frozen=True, slots=True)
class Gap:
    """Open questions about one thing, the most central first."""

    questions: tuple[Asked, ...]

    @property
    def central(self) -> Asked:
        """The one that is nearest to all others."""
        return self.questions[0]

    @property
    def people(self) -> int:
        """How many have asked."""
        named = {q.member_id for q in self.questions if q.member_id is not None}
        return len(named) + sum(q.member_id is None for q in self.questions)


def by_words(texts: Sequence[str]) -> NDArray[np.float64]:
    """How alike texts are without a model, as a symmetric matrix."""
    import numpy as np

    index = Index(enumerate(texts))
    alike = np.zeros((len(texts), len(texts)))
    for row, text in enumerate(texts):
        for match in index.search(text, 25):
            alike[row, match.id] = match.score
    return (alike + alike.T) / 2


def gaps(questions: Sequence[Asked], alike: NDArray[np.floating], least: float) -> list[Gap]:
    """Groups whose members are alike on average; the largest first, then the oldest."""
    found = [_gap(questions, alike, members) for members in _linked(alike, least)]
    return sorted(found, key=lambda gap: (-len(gap.questions), gap.questions[0].id))


def _gap(questions: Sequence[Asked], alike: NDArray[np.floating], members: Sequence[int]) -> Gap:
    near = {one: float(alike[one, list(members)].sum()) for one in members}
    ranked = sorted(members, key=lambda one: (-near[one], questions[one].id))
    return Gap(tuple(questions[one] for one in ranked))


def _linked(alike: NDArray[np.floating], least: float) -> list[list[int]]:
    """Join the two groups that are most alike until none are alike enough."""
    import numpy as np

    count = len(alike)
    between = np.array(alike, np.float64)
    np.fill_diagonal(between, -np.inf)
    groups: list[list[int]] = [[one] for one in range(count)]
    while count > 1:
        one, other = sorted(divmod(int(between.argmax()), count))
        if between[one, other] < least:
            break
        weights = len(groups[one]), len(groups[other])
        joined = (between[one] * weights[0] + between[other] * weights[1]) / sum(weights)
        joined[[one, other]] = -np.inf
        between[one], between[:, one] = joined, joined
        between[other], between[:, other] = -np.inf, -np.inf
        groups[one] += groups[other]
        groups[other] = []
    return [group for group in groups if group]
