# syntax=docker/dockerfile:1
# Debian rather than Alpine: the native modules (argon2, embedded PostgreSQL) are built against glibc.
FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build && npm prune --omit=dev

FROM node:22-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
WORKDIR /app
RUN install -d -o node -g node /data
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY --from=build /app/package.json /app/LICENCE ./
# The migrations are SQL files, which the compiler does not copy.
COPY --from=build /app/prisma prisma
USER node
VOLUME /data
EXPOSE 3000
CMD ["node", "--max-old-space-size=384", "--enable-source-maps", "dist/src/main.js"]
