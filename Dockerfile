# SPDX-License-Identifier: MPL-2.0
FROM python:3.13-slim-bookworm AS build
RUN pip install --no-cache-dir --disable-pip-version-check uv==0.13.9
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never UV_PROJECT_ENVIRONMENT=/opt/os2bot
WORKDIR /build
# What os2bot depends on changes seldom: a layer of its own.
COPY pyproject.toml uv.lock ./
RUN uv sync --locked --no-dev --no-install-project
COPY LICENSE README.md ./
COPY config config
COPY storage storage
COPY handlers handlers
COPY bot bot
RUN uv sync --locked --no-dev --no-editable

FROM python:3.13-slim-bookworm
RUN groupadd --system --gid 10001 os2bot \
    && useradd --system --uid 10001 --gid os2bot --home-dir /data --no-create-home --shell /usr/sbin/nologin os2bot \
    && install --directory --owner os2bot --group os2bot --mode 0700 /data
COPY --from=build /opt/os2bot /opt/os2bot
ENV PATH=/opt/os2bot/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    OS2BOT_DATA_DIR=/data \
    OS2BOT_HTTP_HOST=0.0.0.0 \
    OS2BOT_HTTP_PORT=8080 \
    OS2BOT_LOG_FORMAT=json
USER 10001:10001
WORKDIR /data
VOLUME ["/data"]
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; r.build_opener(r.ProxyHandler({})).open(f\"http://127.0.0.1:{os.environ['OS2BOT_HTTP_PORT']}/livez\", timeout=4)"]
ENTRYPOINT ["os2bot"]
CMD ["run"]
