"""The built parts that screens are composed of.

How to compose a screen
    Everything is measured in *design px*: px of a 1080x1920 panel (landscape 1920x1080), from the top left corner.
    ``look.unit`` turns them into panel px; only ``Piece`` and ``Brush`` do that.

        stage = Stage(look)                                # background and the fixed places
        stage.header(Header(look, name=…, leave="结束办理"))
        stage.progress(BranchProgress(look, count=6, current=2, step="第 2 步", of="共 6 步", name="看镜头"))
        stage.dock(RiverDock(look, back="返回", onward="用这一页"))
        stage.put(Column(look, Question(look, title=…), Field(look, …), gap=24), stage.area())

    Text comes in as plain strings. Every piece knows the height it wants at a width: ``piece.wanted(width)``.
    Nothing scrolls: what does not fit goes on another page (``Pager``). Set a property and the piece draws itself
    again; it follows changes of ``look`` by itself. ``clear()`` drops every text and picture a piece holds.

All pieces: properties are keyword arguments; events are bound as ``piece.bind(on_…=callback)``
    piece.py    Piece(look) · spoken (accessible name) · wanted(width) -> height · natural() -> width or None ·
                placed (the text drawn, with size, ground and whether it fits) · seat(child, Box) · clear()
                Touchable: a Piece to press · on_release · reason ("" or why not: then on_refused(reason)) ·
                focused · flash() · small
    stage.py    Stage(look, plain=False) · header(p) progress(p) dock(p) put(p, box) take(p) overlay(p or None) ·
                area() -> Box, below the branch · side() -> Box, below the header (right half in landscape)
    stack.py    Column(look, *pieces, gap=24, stretch=None) · Row(look, *pieces, gap=16, weights=None) ·
                Grid(look, *pieces, columns=2, gap=18) · Gap(look, height)
    button.py   Button(look, text, icon, kind="secondary", icon_after, upright, tall) · kinds: primary secondary
                river soft ghost dashed quiet
    header.py   Header(look, name, place, leave) · on_leave
    branch.py   BranchProgress(look, count, current, step, of, name) · bloom() opens the present flower once
    dock.py     RiverDock(look, back, back_icon, speak, stop, speaking, help, called, help_called, onward,
                missing, onward_icon: arrow check printer phone none) · on_back on_speak on_help on_onward
                on_refused(reason)
    words.py    Question(look, title, lead, size=76, align) · Words(look, text, size=40, bold, icon, align) ·
                Picture(look, name, height) · NumberCard(look, label, number, icon)
    search.py   SearchField(look, hint, text, writing, speech) · on_release on_speech
    chips.py    ScopeChips(look, choices=[Choice(id, text, icon, reason)], chosen, rounded=True) · on_pick(id)
    tiles.py    LifeTile(look, title, note, icon, chosen, done, reason, upright) · ChoiceTile(look, title, note,
                chosen, done) · EntryRow(look, title, note, action, icon) · OptionRow(look, title, note, icon,
                chosen, done, reason): without ``done`` it leads on (arrow) · all: on_release
    place.py    PlacePath(look, levels=[Level(label, value)], current, choosing, missing) · on_pick(number)
    guide.py    GuideFacts(look, facts=[Fact(icon, label, value, note)]) · MaterialTable(look, title, summary,
                rows=[Material(icon, name, detail, tag, tone: must may depends)]) ·
                SourceLine(look, source, checked, stale, more) · on_more
    face.py     FaceRing(look, diameter=820) · show(frame_bgr) · progress · state: waiting running done broken
    field.py    Field(look, text, hint, state, message, label) · state: empty writing done disabled error
    keys.py     Keys(look, mode, modes=[Choice], words) · modes: latin digits id · on_key(key) on_mode(id) ·
                a key is a character, "backspace" or "clear"
    scan.py     ScanView(look, tone, verdict, detail, shooting) · show(frame_bgr) · glide() once a frame ·
                outline: four (x, y) in 0..1, y down
    page_strip.py  PageStrip(look, pages=[Page(title, state, mark)], current, add) · on_pick(place) on_add
    corners.py  CornerPad(look, said, corners) · show(frame_bgr) · on_corner(number, (x, y)): a corner is dragged
    sign.py     SignPad(look, hint) · strokes: lists of (x, y) in 0..1, y down · on_strokes(strokes) · clear()
    review.py   ReviewRows(look, rows=[Line(id, label, value, change, show)]) · on_change(id) on_show(id)
    note.py     Note(look, title, detail, tone: ok look info)
    case.py     CaseBranch(look, stages=[CaseStage(title, detail, tag, state: done now stuck later)],
                earlier, below): a part of a longer branch
    take.py     TakeCard(look, picture, title, where, taken, taken_text)
    people.py   HelperRow(look, surname, name, about, note, note_icon, action, strong) · on_release
    pager.py    Pager(look, page, pages, earlier, later, shown) · on_turn(+1 or -1)
    panels.py   Panel(look, title, lead, stay, leave, seconds, total) · on_stay on_leave · for ``stage.overlay``
    qr.py       QrView(look, text, side=420)
    stars.py    Stars(look, labels, chosen) · on_rate(1 to 5)

How parts are made: brush.py (shapes, icons and text in design px), strokes.py (lines as geometry), moving.py (one
texture for camera pictures). ``python -m kiosk.screens.gallery --out DIR`` draws every part in every state.
"""
