"""No state in which a power cut may leave a disk lacks what was acknowledged, or says what nobody did."""

from __future__ import annotations

import pytest

from tests.crashes.cuts import modelled_cuts
from tests.crashes.running import alone, require
from tests.crashes.stores import PLANTED
from tests.crashes.test_calls import SEED
from tests.crashes.tracing import why_not
from tests.crashes.works import WORKS


@pytest.mark.parametrize("name", WORKS)
def test_no_state_that_a_power_cut_may_leave_lacks_what_was_saved(name: str) -> None:
    require(why_not())
    tally = alone(modelled_cuts, [name], share=0.3 if name == "a copied sample" else 1.0, seed=SEED)
    assert tally.faults == [], str(tally)
    assert tally.counts["states"] > 5


@pytest.mark.parametrize("store", PLANTED)
def test_the_same_states_find_the_fault_of_a_planted_store(store: str) -> None:
    require(why_not())
    share = 0.1 if store == "no fsync before saved" else 1.0  # it leaves a thousand states
    tally = alone(modelled_cuts, ["first edits"], store, share, SEED)
    assert tally.lost + tally.corrupt > 0, str(tally)
