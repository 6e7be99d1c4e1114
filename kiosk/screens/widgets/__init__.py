"""The built parts that screens are composed of.

How to compose a screen
    Everything is measured in *design px*: px of a 1080x1920 panel (landscape 1920x1080), from the top left corner.
    ``look.unit`` turns them into panel px; only ``Piece`` and ``Brush`` do that.

        stage = Stage(look)                                # background and the fixed places
        stage.header(Header(look, name=…, leave="结束办理"))
        stage.progress(BranchProgress(look, count=6, current=2, step="第 2 步", of="共 6 步", name="看镜头"))
        stage.dock(RiverDock(look, back="返回", onward="用这一页"))
        area = stage.area()                                # Box(x, top, width, height): free room between them
        stage.put(Column(look, Question(look, title=…), Field(look, …), gap=24), area)

    Text comes in as plain strings. Every piece knows the height it wants at a width: ``piece.wanted(width)``; a
    ``Column`` stacks, a ``Row`` shares a width by weights, a ``Grid`` fills columns. Nothing scrolls: ask
    ``fits(column, box)`` and turn pages (``split`` puts pieces into pages; ``Pager`` turns them).
    Set a property and the piece draws itself again; it follows changes of ``look`` by itself.

All pieces (properties are keyword arguments; events are bound as ``piece.bind(on_…=callback)``)
    Piece            look · spoken (accessible name) · wanted(width) -> height · placed (the text drawn) · clear()
    Touchable        a Piece to press: on_release · reason ("" or why it cannot be pressed: then on_refused(reason)
                     instead) · focused · flash() (the frame blinks once)
    stage.py         Stage(look, plain=False) · header(p) progress(p) dock(p) put(p, box) overlay(p) · area() -> Box
    stack.py         Column(look, *pieces, gap=24, stretch=None) · Row(look, *pieces, gap=16, weights=None)
                     Grid(look, *pieces, columns=2, gap=18) · Gap(look, height) · fits · split
    button.py        Button(look, text, icon="", kind="secondary") kinds: primary secondary river soft ghost dashed
                     quiet · icon_after · upright (icon above) · tall (height wanted)
    header.py        Header(look, name, place="", leave="") on_leave
    branch.py        BranchProgress(look, count, current, step, of, name) · bloom() plays the flower once
    dock.py          RiverDock(look, back="返回", back_icon="arrow-left-bold", speak="朗读", stop="停一停",
                     speaking=False, help="找人帮忙", called="已叫人", help_called=False, onward="", missing="",
                     onward_icon="arrow") on_back on_speak on_help on_onward on_refused(reason)
                     (onward and missing empty: the place stays empty; missing set: dashed, says what is missing)
    words.py         Question(look, title, lead="", size=76, align="left", balance) · Words(look, text, size=40,
                     bold=False, align="left") · Picture(look, name, height) · NumberCard(look, label, number, icon)
    search.py        SearchField(look, hint, text="", writing=False, speech="") on_release on_speech
    chips.py         ScopeChips(look, choices=[Choice(id, text, icon)], chosen, rounded=True) on_pick(id)
    tiles.py         LifeTile(look, title, note, icon, chosen=False, done="已选", reason="", upright=False) on_release
                     OptionRow(look, title, note, icon, chosen, done="已选", reason) on_release
                     ChoiceTile(look, title, note, chosen, done) on_release · EntryRow(look, title, note, action, icon)
    place.py         PlacePath(look, levels=[Level(label, value)], current, choosing="正在选", missing="") on_pick(int)
    guide.py         GuideFacts(look, facts=[Fact(icon, label, value, note)]) · MaterialTable(look, title, summary,
                     rows=[Material(icon, name, detail, tag, tone)]) tone: must may depends
                     SourceLine(look, source, checked, stale="", more="") on_more
    face.py          FaceRing(look, diameter=820) · show(frame_bgr) · progress · state: waiting running done broken
    field.py         Field(look, text, hint, state, message, label="") state: empty writing done disabled error
    keys.py          Keys(look, mode="latin", modes=[Choice]) on_key(key) on_mode(id); modes: latin digits id
                     key is a character, "backspace" or "clear"
    scan.py          ScanView(look, tone="", verdict="", detail="") · show(frame_bgr) · outline (four (x, y) in 0..1,
                     y down, or ()) · PageStrip(look, pages=[Page(title, state, good)], current, add="") on_pick(int)
                     on_add
    sign.py          SignPad(look, hint) on_strokes(list of strokes: list of (x, y) in 0..1, y down) · strokes · clear()
    review.py        ReviewRows(look, rows=[Line(id, label, value, change, icon)]) on_change(id)
    note.py          Note(look, title, detail="", tone="info") tones: ok look info
    case.py          CaseBranch(look, stages=[CaseStage(title, detail, tag, state)]) state: done now stuck later
    take.py          TakeCard(look, picture, title, where, taken=False, taken_text="拿好了")
    people.py        HelperRow(look, surname, name, about, note, note_icon, action, strong) on_release
    pager.py         Pager(look, page, pages, earlier, later, shown="1/2") on_turn(+1/-1)
    panels.py        Panel(look, title, lead, stay, leave, seconds=0, total=45) on_stay on_leave (leave question and idle
                     countdown; covers the screen: ``stage.overlay(panel)``)
    qr.py            QrView(look, text, side=420)
    stars.py         Stars(look, labels=(five words), chosen=0) on_rate(level)
"""
