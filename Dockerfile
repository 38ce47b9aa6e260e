# syntax=docker/dockerfile:1
# Builds with `docker build -t cdp-whatif .`, which compose.yaml does by itself.
# To pin the base to exact bytes, name it by digest:
#   docker buildx imagetools inspect node:24-bookworm-slim
#   docker build --build-arg NODE_IMAGE=node:24-bookworm-slim@sha256:… .
ARG NODE_IMAGE=node:24-bookworm-slim

FROM ${NODE_IMAGE} AS build
RUN apt-get update \
  && apt-get install -y --no-install-recommends binutils \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /build
# What is installed changes less often than what is built: its layer is kept.
COPY package.json package-lock.json .npmrc ./
COPY packages/core/package.json packages/core/
COPY packages/elements/package.json packages/elements/
COPY packages/server/package.json packages/server/
RUN npm ci
COPY tsconfig.base.json tsconfig.json LICENSE ./
COPY scripts scripts
COPY packages packages
COPY examples/demo examples/demo
COPY deploy/image deploy/image
RUN npm run build && node deploy/image/assemble.mjs /image && mkdir /data

# No shell, no package manager: node, the libraries that it needs, and this program.
FROM scratch
LABEL org.opencontainers.image.title="cdp-whatif" \
  org.opencontainers.image.description="Behaviour data in, a digital twin and its answers out" \
  org.opencontainers.image.licenses="MIT"
COPY --from=build /image/ /
COPY --from=build --chown=10001:10001 /data /data
ENV PATH=/usr/local/bin \
  NODE_ENV=production \
  CDP_HOST=0.0.0.0 \
  CDP_PORT=8000 \
  CDP_STORE=duckdb:/data/store/cdp.duckdb \
  CDP_DATA_FOLDER=/data
USER 10001:10001
WORKDIR /data
VOLUME ["/data"]
EXPOSE 8000 8501
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["cdp-whatif", "health"]
ENTRYPOINT ["cdp-whatif"]
CMD ["serve"]
