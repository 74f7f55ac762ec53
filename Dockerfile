# The service without Neo4j: docker-compose.yml starts both.
FROM python:3.13-slim AS build
WORKDIR /src
RUN python -m venv /opt/tradegraph
# Locked packages first: they change less often than the code, so Docker can cache this layer.
COPY requirements.lock .
RUN /opt/tradegraph/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY . .
RUN /opt/tradegraph/bin/pip install --no-cache-dir --no-deps .

FROM python:3.13-slim
RUN useradd --create-home --uid 10001 tradegraph
COPY --from=build /opt/tradegraph /opt/tradegraph
ENV PATH=/opt/tradegraph/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    TRADEGRAPH_HOST=0.0.0.0 \
    TRADEGRAPH_PORT=8000 \
    TRADEGRAPH_BOLT_PORT=7687
USER tradegraph
WORKDIR /home/tradegraph
EXPOSE 8000 7687
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen(f'http://127.0.0.1:{os.environ[\"TRADEGRAPH_PORT\"]}/readyz', timeout=4)"]
CMD ["tradegraph", "serve"]
