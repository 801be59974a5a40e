# One image for web, worker, beat and migrations; docker-compose.yml says which command each runs.
FROM python:3.13-slim-bookworm

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1

# Pango draws the text of our PDFs; harfbuzz-subset makes their fonts small; DejaVu has the signs that Inter lacks.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --create-home lyft \
    && install -d -o lyft -g lyft /var/lib/lyft /var/lib/lyft/media

WORKDIR /srv/lyft
COPY requirements.txt ./
RUN pip install --only-binary :all: -r requirements.txt && pip check

COPY manage.py ./
COPY programme programme
COPY companies companies
COPY coaching coaching
COPY funding funding
COPY templates templates
COPY static static
COPY locale locale

ENV STATIC_ROOT=/srv/lyft/staticfiles VAR_DIR=/var/lib/lyft MEDIA_ROOT=/var/lib/lyft/media
# The settings refuse to load without these; none of the values outlives this step.
RUN SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(60))')" \
    ALLOWED_HOSTS=build.invalid SITE_URL=https://build.invalid FROM_EMAIL=build@build.invalid \
    EMAIL_URL=smtp://build.invalid DATABASE_URL=postgres://build.invalid/build REDIS_URL=redis://build.invalid \
    sh -c 'python manage.py vendor_static && python manage.py collectstatic --no-input' \
    && python -m compileall -q programme companies coaching funding

USER lyft
VOLUME /var/lib/lyft
EXPOSE 8000
