# The tracker as one image; web, worker, beat and migrations differ only in their command (docker-compose.yml).

FROM node:22-bookworm-slim AS pages
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN ["npm", "ci", "--no-progress"]
COPY frontend frontend
COPY static/own static/own
RUN ["npm", "run", "build"]

FROM python:3.12-slim-bookworm AS packages
WORKDIR /build
COPY requirements.txt ./
RUN ["python", "-m", "venv", "/venv"]
RUN ["/venv/bin/python", "-m", "pip", "install", "--no-cache-dir", "--require-hashes", "--requirement", "requirements.txt"]

FROM python:3.12-slim-bookworm
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 MEDIA_ROOT=/srv/archive PORT=8000
WORKDIR /app
RUN ["useradd", "--system", "--uid", "10001", "--home-dir", "/app", "--shell", "/usr/sbin/nologin", "tracker"]
RUN ["install", "--directory", "--owner", "tracker", "--mode", "700", "/srv/archive"]
COPY --from=packages /venv /venv
COPY manage.py gunicorn.conf.py ./
COPY rcf_tracker rcf_tracker
COPY core core
COPY contacts contacts
COPY projects projects
COPY reporting reporting
COPY templates templates
COPY locale locale
COPY --from=pages /build/static static
RUN ["python", "-m", "babel.messages.frontend", "compile", "--directory", "locale", "--domain", "django"]
# The addresses only satisfy the settings while the files are gathered; nothing is asked there.
RUN ["env", "SECRET_KEY=build", "ALLOWED_HOSTS=build", "DATABASE_URL=postgresql://build@build/build", "REDIS_URL=redis://build:6379/0", "python", "manage.py", "collectstatic", "--noinput"]
USER tracker
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=4 CMD ["python", "-m", "rcf_tracker.alive"]
CMD ["gunicorn", "rcf_tracker.wsgi", "--bind", "0.0.0.0:8000"]
