"""The best one-to-one assignment over sparse weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from heapq import heappop, heappush


def best_assignment(weights: Sequence[Mapping[int, int]]) -> dict[int, int]:
    """For each row that is assigned its column, so that the sum of weights is greatest; no column twice.

    ``weights`` has for each row the positive whole weights of the columns it may take; a row may go without. The sum
    does not depend on the order of rows and columns. Shortest augmenting paths over a sparse matrix (Jonker and
    Volgenant, "A shortest augmenting path algorithm for dense and sparse linear assignment problems", Computing 38,
    1987), with a column of no weight for each row in which it may stay unassigned.
    """
    search = _Search(weights)
    for row in range(len(weights)):
        search.assign(row)
    return {row: column for column, row in search.row_of.items() if column >= 0}


class _Search:
    """The state between augmentations: ``row_of`` each taken column, and the prices of rows and columns.

    Row ``r`` has the column ``-1 - r`` to itself.
    """

    def __init__(self, weights: Sequence[Mapping[int, int]]) -> None:
        self._weights = weights
        self.row_of: dict[int, int] = {}
        self._column_of: dict[int, int] = {}
        self._row_price: dict[int, int] = {}
        self._column_price: dict[int, int] = {}

    def assign(self, start: int) -> None:
        """Assigns one more row, and others anew where that is better for all."""
        prices = self._column_price
        self._row_price[start] = min(cost - prices.get(column, 0) for column, cost in self._costs(start))
        distance: dict[int, int] = {}
        came_from: dict[int, int] = {}
        done: dict[int, int] = {}
        heap: list[tuple[int, int]] = []
        row, so_far = start, 0
        while True:
            for column, cost in self._costs(row):
                if column in done:
                    continue
                length = so_far + cost - self._row_price[row] - prices.get(column, 0)
                if length < distance.get(column, length + 1):
                    distance[column] = length
                    came_from[column] = row
                    heappush(heap, (length, column))
            so_far, column = heappop(heap)
            while column in done:
                so_far, column = heappop(heap)
            if column not in self.row_of:
                break
            done[column] = so_far
            row = self.row_of[column]
        self._reprice(start, so_far, done)
        self._turn(start, column, came_from)

    def _costs(self, row: int) -> list[tuple[int, int]]:
        return [(-1 - row, 0), *((column, -weight) for column, weight in self._weights[row].items())]

    def _reprice(self, start: int, length: int, done: Mapping[int, int]) -> None:
        self._row_price[start] += length
        for column, reached in done.items():
            self._row_price[self.row_of[column]] += length - reached
            self._column_price[column] = self._column_price.get(column, 0) - (length - reached)

    def _turn(self, start: int, column: int, came_from: Mapping[int, int]) -> None:
        """Gives each row on the path the column that was found for it."""
        while True:
            row = came_from[column]
            before = self._column_of.get(row)
            self.row_of[column] = row
            self._column_of[row] = column
            if row == start or before is None:
                return
            column = before
