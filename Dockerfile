# straycheck with nothing around it. Runs as nobody, on a read-only root, without a network:
#   docker run --rm --network none --read-only --tmpfs /tmp -v "$PWD:/work:ro" straycheck check export.zip -s subject.yaml
# Reports that should stay need a folder that may be written to: -v "$PWD/out:/out" … -r json=/out/report.json
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY scripts/copy-data.ts scripts/
COPY src src
RUN npm run build && npm prune --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:24-bookworm-slim
ENV NODE_ENV=production
WORKDIR /work
COPY --from=build --chown=root:root /app/node_modules /app/node_modules
COPY --from=build --chown=root:root /app/dist /app/dist
COPY --chown=root:root bin /app/bin
COPY --chown=root:root package.json LICENSE /app/
USER 65534:65534
ENTRYPOINT ["node", "/app/bin/straycheck.js"]
CMD ["--help"]
