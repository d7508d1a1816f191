# The bank's web server under production settings, as an ordinary user.

FROM python:3.11-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/venv
COPY requirements.txt .
RUN /opt/venv/bin/pip install --require-hashes --only-binary=:all: -r requirements.txt

FROM python:3.11-slim-bookworm
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=core_banking.settings.production
RUN useradd --system --uid 10001 --home-dir /srv/bank --shell /usr/sbin/nologin bank \
    && install --directory --owner=bank /srv/checkpoints
WORKDIR /srv/bank
COPY --from=build /opt/venv /opt/venv
COPY . .
# Collecting the static files needs settings but no real secret: these are random and end with this line.
RUN export $(python -m tooling.throwaway_secrets) \
    && ALLOWED_HOSTS=localhost TRUSTED_PROXIES=0 DATABASE_URL=postgres://bank@localhost/bank \
       python manage.py collectstatic --no-input --verbosity=0
USER bank
EXPOSE 8000
# The bank answers only to its own names, this question included.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s CMD ["python", "-c", "\
import os, urllib.request as web; \
name = os.environ['ALLOWED_HOSTS'].split(',')[0].lstrip('.*') or 'localhost'; \
web.urlopen(web.Request('http://127.0.0.1:8000/healthz', headers={'Host': name}), timeout=2)"]
# GRANIAN_WORKERS: one for each core. Migrations are a step of their own, before the servers are replaced.
CMD ["granian", "--interface=wsgi", "--host=0.0.0.0", "--port=8000", "--blocking-threads=4", "--no-ws", \
     "--respawn-failed-workers", "--workers-kill-timeout=20", "--log-level=warning", "core_banking.wsgi:application"]
