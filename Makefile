# make demo    build the knowledge base from corpus/ and answer three questions
# make test    run every test, then the gate: no measure may be significantly worse than eval/baselines/five.json
# make gate    only the gate
# make baseline  accept what is measured now as the new baseline
# make check   ruff, mypy, import-linter
# make bench   measure every system on the judged questions; how fast PDFs (PDFS=<files> besides drawn ones), tables,
#              scans and 10,000 small files are read, with the load of the machine; where LibreOffice is installed, the
#              corpus drawn as PDF, scan and Word file and read back. With GUIDE=<pdf> also its cards against TRUTH;
#              with LAWS=<file.jsonl.xz> also beside that many more clauses, and how long an evaluation takes over
#              65,000 of them
# Each target makes its own environment in .venv; only make and Python 3.11 or newer are needed.
# On a machine without a GPU, TORCH_INDEX=<a CPU-only package index> avoids gigabytes of CUDA wheels.

PYTHON ?= python3
TORCH_INDEX ?=
DEMO_HOME ?= .huice
LAWS ?=
GUIDE ?=
TRUTH ?= tests/fixtures/cards/guide.jsonl
PDFS ?= $(wildcard ../shared/real/*.pdf)
BASELINE := eval/baselines/five.json
SUITES := $(addprefix eval/suites/,five second held_out)
BENCH_OUT ?= .bench

SHELL := /bin/bash
BIN := .venv/bin
STAMP := .venv/.installed
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
HUICE := $(BIN)/huice

.DEFAULT_GOAL := demo
.PHONY: demo test gate baseline check bench clean distclean
.DELETE_ON_ERROR:

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo '需要 Python 3.11 或更高版本：请用 make PYTHON=python3.11 指定' >&2; exit 1; }
	rm -f $@
	$(PYTHON) -m venv .venv
	$(PIP) $(if $(TORCH_INDEX),--extra-index-url $(TORCH_INDEX)) -c constraints.txt torch==2.13.0
	$(PIP) -c constraints.txt -e '.[dev]'
	touch $@

demo: $(STAMP)
	$(HUICE) build --home $(DEMO_HOME)
	$(HUICE) ask --home $(DEMO_HOME) '黄石的专精特新企业给厂房加层，还要补交土地价款吗？由哪个单位负责？'
	$(HUICE) ask --home $(DEMO_HOME) '咸宁入选中央财政支持的普惠金融改革试点后，拿到了多少奖补资金？'
	$(HUICE) ask --home $(DEMO_HOME) '我们是宜昌的国家级“小巨人”企业，想上市，省里有哪些支持，找谁？'

test: $(STAMP)
	$(BIN)/pytest
	@$(MAKE) --no-print-directory gate

gate: $(STAMP)
	@home=$$(mktemp -d) && trap 'rm -rf "$$home"' EXIT && $(HUICE) build --home "$$home/kb" && \
		$(HUICE) eval gate --baseline $(BASELINE) --home "$$home/kb"

baseline: $(STAMP)
	@home=$$(mktemp -d) && trap 'rm -rf "$$home"' EXIT && $(HUICE) build --home "$$home/kb" && \
		$(HUICE) eval run eval/suites/five --home "$$home/kb" --out "$$home/out" --as-baseline $(BASELINE)

check: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(STAMP)
	$(HUICE) build --home $(DEMO_HOME)
	$(HUICE) eval run $(SUITES) --home $(DEMO_HOME) --out $(BENCH_OUT)
	$(BIN)/python -m eval.ingesting $(PDFS)
	@if command -v soffice >/dev/null; then $(BIN)/python -m eval.rounds; \
		else echo '没有 LibreOffice，不量画成 PDF、扫描件和 Word 后再读的结果' >&2; fi
	$(if $(GUIDE),$(BIN)/python -m eval.cards $(GUIDE) --truth $(TRUTH))
	$(if $(LAWS),$(BIN)/python -m eval.scale --laws $(LAWS))
	$(if $(LAWS),$(BIN)/python -m eval.load --laws $(LAWS))

clean:
	rm -rf .huice .bench build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -path ./.venv -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +

distclean: clean
	rm -rf .venv
