"""Links are edited in the panel: note, type and direction, and kept in the document that they start from."""

from __future__ import annotations

from pathlib import Path

from annotator.core.model import Target
from tests.tui.whole_app import Running, running, small_project, stored


async def claim(app: Running, name: str, role: str) -> str:
    """Claims that someone holds a post; the claim's id."""
    known = {one.id for one in app.claims()}
    await app.to(name)
    await app.press("p")
    await app.to(role)
    await app.press("r", "c")
    (made,) = [one.id for one in app.claims() if one.id not in known]
    return made


async def link_to_first(app: Running, name: str) -> None:
    """Links what is here by that type, which may have no key, to the likeliest."""
    await app.press("ctrl+p")
    await app.type(f"link {name}")
    await app.press("enter", "enter")


async def to_field(app: Running, name: str) -> None:
    rows = app.rows("#edit-fields")
    await app.press(*["down"] * next(y for y, row in enumerate(rows) if name in row))


async def to_link(app: Running) -> None:
    """Moves into the panel, onto the first row of a link."""
    await app.press("i", "home")
    for _ in range(10):
        row = app.panel.highlighted
        if row is not None and row.kind == "link":
            return
        await app.press("down")
    raise AssertionError("the panel has no link")


TEXT = "Ann is chair. Bea is head."


async def test_a_link_within_a_document_gets_a_note_and_is_turned_round_by_one_edit(tmp_path: Path) -> None:
    async with running(small_project(tmp_path, one=TEXT), "one") as app:
        ann, bea = await claim(app, "Ann", "chair"), await claim(app, "Bea", "head")
        await link_to_first(app, "supersedes")
        (link,) = app.links()
        assert (link.source, link.target) == (bea, Target("one", ann))
        await to_link(app)
        await app.press("enter")
        await to_field(app, "direction")
        await app.press("right", "down", "enter")
        await app.type("later")
        await app.press("enter", "ctrl+s")
        (turned,) = app.links()
        assert (turned.id, turned.source, turned.target, turned.note) == (link.id, ann, Target("one", bea), "later")
        await app.press("ctrl+z")
        assert app.links() == [link]


async def test_a_link_turned_round_is_kept_in_the_document_that_it_starts_from_then(tmp_path: Path) -> None:
    folder = small_project(tmp_path, one="Ann is chair.", two="Bea is head.")
    async with running(folder, "one") as app:
        ann = await claim(app, "Ann", "chair")
        await app.press("ctrl+pagedown")
        bea = await claim(app, "Bea", "head")
        await link_to_first(app, "supersedes")
        await to_link(app)
        await app.press("enter")
        assert any("here → one" in row for row in app.rows("#edit-fields"))
        await to_field(app, "direction")
        await app.press("right", "ctrl+s")
        assert app.links() == []
        assert "Turned round" in app.said
    (turned,) = stored(folder, "one").links.values()
    assert (turned.type, turned.source, turned.target) == ("supersedes", ann, Target("two", bea))
    assert not stored(folder, "two").links


async def test_a_link_is_not_turned_round_into_a_circle(tmp_path: Path) -> None:
    async with running(small_project(tmp_path, one=f"{TEXT} Cid is boss."), "one") as app:
        ann, bea = await claim(app, "Ann", "chair"), await claim(app, "Bea", "head")
        cid = await claim(app, "Cid", "boss")
        for start, end in (("Ann", "Bea"), ("Bea", "Cid"), ("Ann", "Cid")):
            await app.to(start)
            await app.press("ctrl+p")
            await app.type("link supersedes")
            await app.press("enter")
            await app.type(end)
            await app.press("enter")
        assert [(link.source, link.target.id) for link in app.links()] == [(ann, bea), (bea, cid), (ann, cid)]
        before = app.annotations
        await to_link(app)
        while app.panel.highlighted is None or app.panel.highlighted.record != app.links()[2].id:
            await app.press("down")
        await app.press("enter")
        await to_field(app, "direction")
        await app.press("right", "ctrl+s")
        assert "circle" in app.said
        assert app.annotations == before
