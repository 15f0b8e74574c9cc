# Nianbao: `make demo` and `make test` each work alone on a fresh checkout of Debian 12 with python3 and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV_VERSION := 0.13.8

.PHONY: setup ocr demo test bench lint screenshots browser

setup: $(VENV)/.synced

$(VENV)/.synced: pyproject.toml uv.lock
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@test -x $(BIN)/uv || $(BIN)/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@VIRTUAL_ENV=$(VENV) $(BIN)/uv sync --quiet --locked --inexact --compile-bytecode
	@touch $@

# Text recognition for scans (128 MB to download), which the tests want and the demo does not.
ocr: $(VENV)/.ocr

$(VENV)/.ocr: $(VENV)/.synced
	@VIRTUAL_ENV=$(VENV) $(BIN)/uv sync --quiet --locked --inexact --compile-bytecode --extra ocr
	@touch $@

demo: setup
	@NIANBAO_HOME=$${NIANBAO_HOME:-var/demo} $(BIN)/nianbao demo

# A file's tests run in one process: those that share a portal or a browser start it once.
test: setup ocr browser
	@$(BIN)/pytest -n auto --maxprocesses 4 --dist loadfile

# Chromium and a Chinese font for the browser tests: installed when we may, else the tests say what is missing.
browser:
	@if ! command -v chromium >/dev/null || ! fc-list 2>/dev/null | grep -qi 'noto.*cjk'; then \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-noto-cjk >/dev/null; \
	  else \
	    echo "The browser tests need: apt-get install chromium fonts-noto-cjk (running the rest)"; \
	  fi; \
	fi

lint: setup
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: setup
	@VIRTUAL_ENV=$(VENV) $(BIN)/uv sync --quiet --locked --inexact --compile-bytecode --group bench
	@for file in benchmarks/*.py; do echo "== $$file"; $(BIN)/python $$file || exit 1; done

screenshots: setup browser
	@NIANBAO_SCREENSHOTS=1 $(BIN)/pytest -q -m browser
