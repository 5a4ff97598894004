FROM python:3.13.14-slim-bookworm@sha256:67a1e1f215ccda113cfc024e8639049257e88f273898f595b61476d128d387e8 AS build
WORKDIR /source
COPY pyproject.toml hatch_build.py README.md LICENSE ./
COPY mockserver mockserver
COPY schemas schemas
COPY fixtures fixtures
RUN python -m venv /opt/mockserver \
    && /opt/mockserver/bin/pip install --no-cache-dir --disable-pip-version-check '.[all]'

FROM python:3.13.14-slim-bookworm@sha256:67a1e1f215ccda113cfc024e8639049257e88f273898f595b61476d128d387e8
COPY --from=build /opt/mockserver /opt/mockserver
ENV PATH=/opt/mockserver/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
USER 10001
EXPOSE 4010
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s --retries=3 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:4010/__mock__/health', timeout=2)"]
ENTRYPOINT ["mockserver"]
CMD ["serve", "--host", "0.0.0.0", "--port", "4010"]
