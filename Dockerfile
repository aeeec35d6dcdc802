# The tool:  docker build -t windlass .
# The demo:  docker build -t windlass-demo --target demo .
# The classic builder and BuildKit both build it.

FROM node:24-bookworm AS dependencies
WORKDIR /opt/windlass
# sqlite3 is compiled against this image's own headers and C library: nothing is downloaded that may want newer ones.
ENV npm_config_build_from_source=true npm_config_nodedir=/usr/local JOBS=max
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev
# Only what a run reads stays: no compiler's leavings, no types, no maps.
RUN cd node_modules \
 && mv sqlite3/build/Release/node_sqlite3.node /tmp/ \
 && rm -rf .bin sqlite3/build sqlite3/deps sqlite3/src \
    node-gyp node-addon-api prebuild-install tar tar-fs tar-stream undici undici-types @types \
 && mkdir -p sqlite3/build/Release \
 && mv /tmp/node_sqlite3.node sqlite3/build/Release/ \
 && find . -type f \( -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' -o -name '*.map' \) -delete

FROM node:24-bookworm AS build
WORKDIR /opt/windlass
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY scripts scripts
COPY src src
RUN npm run build && find dist -name '*.d.ts' -delete

# The small Debian with Node alone: no package manager of JavaScript, nothing that raises rights.
FROM node:24-bookworm-slim AS base
RUN rm -rf /usr/local/lib/node_modules /usr/local/include /usr/local/share/doc /usr/local/share/man /opt/yarn* \
    /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /usr/local/bin/yarn /usr/local/bin/yarnpkg \
    /var/lib/apt/lists/* /var/cache/* /var/log/* /tmp/* /root/.npm /usr/share/man /usr/share/locale \
 && find /usr/share/doc -type f ! -name copyright -delete \
 && find / -xdev -type f -perm /6000 -exec chmod a-s {} + \
 && mkdir -p /app /data \
 && chown 1000:0 /data && chmod 2775 /data \
 && ln -s /opt/windlass/dist/cli/bin.js /usr/local/bin/windlass

# One layer, so that what was removed is really gone.
FROM scratch AS runtime
COPY --from=base / /
COPY --from=dependencies /opt/windlass/node_modules /opt/windlass/node_modules
COPY --from=build /opt/windlass/dist /opt/windlass/dist
COPY package.json LICENSE /opt/windlass/
ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
WORKDIR /app
# A file of SQLite lives here. The group is 0 and may write: any user with that group can be the container's.
VOLUME /data
# By number, so that Kubernetes' runAsNonRoot can see it.
USER 1000:0
ENTRYPOINT ["windlass"]
CMD ["upgrade", "head"]

# The application of demo/ with its own revisions, as a user's image is made. It needs no configuration: DATABASE_URL says it all, and to
# read one in TypeScript takes 16 MiB.
FROM runtime AS demo
COPY migrations migrations
COPY seeds seeds
COPY demo demo
USER 0
# The application itself imports sequelize and windlass; revisions find them without.
RUN echo '{ "name": "demo", "private": true, "type": "module" }' >package.json \
 && mkdir node_modules && ln -s /opt/windlass /opt/windlass/node_modules/* node_modules/
USER 1000:0
EXPOSE 8080

# The last stage is what a build without --target gives.
FROM runtime AS windlass
ARG VERSION=0.1.0
ARG REVISION=
ARG CREATED=
LABEL org.opencontainers.image.title="windlass" \
      org.opencontainers.image.description="Raises a database schema before the application starts: Alembic's workflow for Sequelize" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION" \
      org.opencontainers.image.created="$CREATED"
