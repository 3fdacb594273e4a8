#!/bin/sh
# Run once by the postgres image, on an empty volume: the database, its owner, and the application's login, which is
# only a member of cofund_app so that PostgreSQL itself refuses it DDL and any change to the history.
set -eu
psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
  -v owner_password="$COFUND_OWNER_PASSWORD" -v web_password="$COFUND_WEB_PASSWORD" <<'SQL'
CREATE ROLE cofund_app NOLOGIN;
-- The first migration creates cofund_app if need be; without CREATEROLE the mere attempt is refused, existing role or not.
CREATE ROLE cofund_owner LOGIN CREATEROLE PASSWORD :'owner_password';
CREATE ROLE cofund_web LOGIN PASSWORD :'web_password' IN ROLE cofund_app;
CREATE DATABASE cofund OWNER cofund_owner;
REVOKE ALL ON DATABASE cofund FROM PUBLIC;
GRANT CONNECT ON DATABASE cofund TO cofund_app;
SQL
