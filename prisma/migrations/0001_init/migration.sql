-- CreateEnum
CREATE TYPE "role" AS ENUM ('observer', 'observer_plus', 'maintainer', 'admin', 'gitops');

-- CreateEnum
CREATE TYPE "label_kind" AS ENUM ('builtin', 'sql', 'manual');

-- CreateEnum
CREATE TYPE "target_kind" AS ENUM ('label', 'host', 'team');

-- CreateEnum
CREATE TYPE "campaign_status" AS ENUM ('waiting', 'running', 'paused', 'complete', 'stopped', 'expired');

-- CreateEnum
CREATE TYPE "campaign_host_state" AS ENUM ('waiting', 'sent', 'answered', 'failed', 'denylisted', 'too_large', 'expired', 'cancelled');

-- CreateTable
CREATE TABLE "settings" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "org_name" TEXT NOT NULL DEFAULT 'Muster',
    "server_url" TEXT,
    "set_up_at" TIMESTAMPTZ(3),
    "setup_token_hash" BYTEA,
    "agent_options" JSONB NOT NULL DEFAULT '{}',
    "limits" JSONB NOT NULL DEFAULT '{}',
    "enrolment_policy" TEXT NOT NULL DEFAULT 'grace',
    "configuration_version" INTEGER NOT NULL DEFAULT 1,
    "labels_version" INTEGER NOT NULL DEFAULT 1,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "settings_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "users" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "password_hash" TEXT,
    "global_role" "role",
    "api_only" BOOLEAN NOT NULL DEFAULT false,
    "preferences" JSONB NOT NULL DEFAULT '{}',
    "disabled_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "user_teams" (
    "user_id" INTEGER NOT NULL,
    "team_id" INTEGER NOT NULL,
    "role" "role" NOT NULL,

    CONSTRAINT "user_teams_pkey" PRIMARY KEY ("user_id","team_id")
);

-- CreateTable
CREATE TABLE "sessions" (
    "id" SERIAL NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "user_id" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "proved_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),
    "address" TEXT,
    "user_agent" TEXT,

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_tokens" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "user_id" INTEGER NOT NULL,
    "team_id" INTEGER,
    "scopes" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_tokens_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "throttles" (
    "key" TEXT NOT NULL,
    "tokens" DOUBLE PRECISION NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "throttles_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "teams" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "agent_options" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "teams_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "enroll_secrets" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "secret_hash" BYTEA NOT NULL,
    "team_id" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),
    "max_uses" INTEGER,
    "uses" INTEGER NOT NULL DEFAULT 0,
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "enroll_secrets_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "hosts" (
    "id" SERIAL NOT NULL,
    "uuid" TEXT NOT NULL DEFAULT '',
    "hardware_serial" TEXT NOT NULL DEFAULT '',
    "instance_id" TEXT NOT NULL DEFAULT '',
    "hostname" TEXT NOT NULL DEFAULT '',
    "display_name" TEXT NOT NULL DEFAULT '',
    "host_identifier" TEXT NOT NULL DEFAULT '',
    "platform" TEXT NOT NULL DEFAULT 'unknown',
    "os_name" TEXT NOT NULL DEFAULT '',
    "os_version" TEXT NOT NULL DEFAULT '',
    "osquery_version" TEXT NOT NULL DEFAULT '',
    "team_id" INTEGER,
    "identity_conflict" INTEGER,
    "enrolled_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_enrolled_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "detail_updated_at" TIMESTAMPTZ(3),
    "refetch_requested_at" TIMESTAMPTZ(3),
    "labels_evaluated_at" TIMESTAMPTZ(3),
    "labels_version" INTEGER NOT NULL DEFAULT 0,
    "distributed_interval" INTEGER NOT NULL DEFAULT 0,
    "config_tls_refresh" INTEGER NOT NULL DEFAULT 0,
    "logger_tls_period" INTEGER NOT NULL DEFAULT 0,
    "vitals" JSONB NOT NULL DEFAULT '{}',
    "rendering_hash" TEXT,
    "config_served_at" TIMESTAMPTZ(3),
    "reported_config_hash" TEXT,
    "logger_max_lines" INTEGER,

    CONSTRAINT "hosts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "host_seen" (
    "host_id" INTEGER NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "rhythm_seconds" INTEGER NOT NULL DEFAULT 0,
    "address" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "host_seen_pkey" PRIMARY KEY ("host_id")
) WITH (fillfactor = 70);

-- CreateTable
CREATE TABLE "node_keys" (
    "id" SERIAL NOT NULL,
    "key_hash" BYTEA NOT NULL,
    "host_id" INTEGER NOT NULL,
    "enroll_secret_id" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "seen_at" TIMESTAMPTZ(3),
    "valid_until" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "node_keys_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "labels" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "kind" "label_kind" NOT NULL,
    "query" TEXT NOT NULL DEFAULT '',
    "platform" TEXT NOT NULL DEFAULT '',
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "labels_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "label_verdicts" (
    "label_id" INTEGER NOT NULL,
    "host_id" INTEGER NOT NULL,
    "member" BOOLEAN NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,
    "evaluated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "error" TEXT,

    CONSTRAINT "label_verdicts_pkey" PRIMARY KEY ("label_id","host_id")
);

-- CreateTable
CREATE TABLE "queries" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "query" TEXT NOT NULL,
    "platform" TEXT NOT NULL DEFAULT '',
    "observer_can_run" BOOLEAN NOT NULL DEFAULT false,
    "author_id" INTEGER,
    "team_id" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "queries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "packs" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "platform" TEXT NOT NULL DEFAULT '',
    "version" TEXT NOT NULL DEFAULT '',
    "shard" INTEGER,
    "discovery" TEXT[],
    "disabled" BOOLEAN NOT NULL DEFAULT false,
    "label_match" TEXT NOT NULL DEFAULT 'any',
    "team_id" INTEGER,
    "extra" JSONB NOT NULL DEFAULT '{}',
    "revision" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "packs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "pack_queries" (
    "id" SERIAL NOT NULL,
    "pack_id" INTEGER NOT NULL,
    "position" INTEGER NOT NULL DEFAULT 0,
    "name" TEXT NOT NULL,
    "query_id" INTEGER,
    "query" TEXT,
    "interval" INTEGER NOT NULL,
    "snapshot" BOOLEAN NOT NULL DEFAULT false,
    "removed" BOOLEAN NOT NULL DEFAULT true,
    "denylist" BOOLEAN NOT NULL DEFAULT true,
    "platform" TEXT NOT NULL DEFAULT '',
    "version" TEXT NOT NULL DEFAULT '',
    "shard" INTEGER,
    "description" TEXT NOT NULL DEFAULT '',
    "value" TEXT NOT NULL DEFAULT '',
    "extra" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "pack_queries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "pack_targets" (
    "pack_id" INTEGER NOT NULL,
    "kind" "target_kind" NOT NULL,
    "object_id" INTEGER NOT NULL,
    "exclude" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "pack_targets_pkey" PRIMARY KEY ("pack_id","kind","object_id")
);

-- CreateTable
CREATE TABLE "pack_revisions" (
    "pack_id" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "content" JSONB NOT NULL,
    "author_id" INTEGER,
    "note" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "pack_revisions_pkey" PRIMARY KEY ("pack_id","number")
);

-- CreateTable
CREATE TABLE "renderings" (
    "hash" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "expected_config_hash" TEXT NOT NULL,
    "names" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "served_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "renderings_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "host_renderings" (
    "host_id" INTEGER NOT NULL,
    "rendering_hash" TEXT NOT NULL,
    "first_served_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "served_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "host_renderings_pkey" PRIMARY KEY ("host_id","rendering_hash")
);

-- CreateTable
CREATE TABLE "result_lines" (
    "id" BIGSERIAL NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "host_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "pack_id" INTEGER,
    "pack_query_id" INTEGER,
    "query_id" INTEGER,
    "action" TEXT NOT NULL,
    "unix_time" BIGINT NOT NULL,
    "epoch" DECIMAL(20,0) NOT NULL,
    "counter" DECIMAL(20,0) NOT NULL,
    "content" JSONB NOT NULL,
    "decorations" JSONB,
    "unsolicited" BOOLEAN NOT NULL DEFAULT false,
    "claimed_by" TEXT,
    "fingerprint" UUID NOT NULL,

    CONSTRAINT "result_lines_pkey" PRIMARY KEY ("id","received_at")
) PARTITION BY RANGE ("received_at");

-- CreateTable
CREATE TABLE "status_lines" (
    "id" BIGSERIAL NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "host_id" INTEGER NOT NULL,
    "unix_time" BIGINT NOT NULL,
    "severity" INTEGER NOT NULL,
    "filename" TEXT NOT NULL,
    "line" INTEGER NOT NULL,
    "message" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "decorations" JSONB,
    "fingerprint" UUID NOT NULL,

    CONSTRAINT "status_lines_pkey" PRIMARY KEY ("id","received_at")
) PARTITION BY RANGE ("received_at");

-- CreateTable
CREATE TABLE "dead_letters" (
    "id" BIGSERIAL NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "host_id" INTEGER NOT NULL,
    "log_type" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "sample" TEXT NOT NULL,
    "size_bytes" INTEGER NOT NULL,
    "fingerprint" UUID,

    CONSTRAINT "dead_letters_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "campaigns" (
    "id" SERIAL NOT NULL,
    "query_id" INTEGER,
    "query" TEXT NOT NULL,
    "name" TEXT NOT NULL DEFAULT '',
    "user_id" INTEGER,
    "status" "campaign_status" NOT NULL DEFAULT 'waiting',
    "selected" JSONB NOT NULL,
    "include_offline" BOOLEAN NOT NULL DEFAULT true,
    "newcomers" BOOLEAN NOT NULL DEFAULT false,
    "late_answers" TEXT NOT NULL DEFAULT 'keep',
    "reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "targeted" INTEGER NOT NULL DEFAULT 0,
    "waiting" INTEGER NOT NULL DEFAULT 0,
    "sent" INTEGER NOT NULL DEFAULT 0,
    "answered" INTEGER NOT NULL DEFAULT 0,
    "failed" INTEGER NOT NULL DEFAULT 0,
    "denylisted" INTEGER NOT NULL DEFAULT 0,
    "too_large" INTEGER NOT NULL DEFAULT 0,
    "expired" INTEGER NOT NULL DEFAULT 0,
    "cancelled" INTEGER NOT NULL DEFAULT 0,
    "rows" INTEGER NOT NULL DEFAULT 0,
    "last_seq" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "campaigns_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "campaign_hosts" (
    "campaign_id" INTEGER NOT NULL,
    "host_id" INTEGER NOT NULL,
    "state" "campaign_host_state" NOT NULL DEFAULT 'waiting',
    "sent_at" TIMESTAMPTZ(3),
    "sends" INTEGER NOT NULL DEFAULT 0,
    "finished_at" TIMESTAMPTZ(3),
    "seq" INTEGER,
    "rows" INTEGER NOT NULL DEFAULT 0,
    "late" BOOLEAN NOT NULL DEFAULT false,
    "error" TEXT,
    "stats" JSONB,

    CONSTRAINT "campaign_hosts_pkey" PRIMARY KEY ("campaign_id","host_id")
);

-- CreateTable
CREATE TABLE "campaign_results" (
    "campaign_id" INTEGER NOT NULL,
    "seq" INTEGER NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "host_id" INTEGER NOT NULL,
    "rows" JSON NOT NULL,
    "bytes" INTEGER NOT NULL DEFAULT 0,
    "truncated" BOOLEAN NOT NULL DEFAULT false,
    "error" TEXT,
    "stats" JSONB,

    CONSTRAINT "campaign_results_pkey" PRIMARY KEY ("campaign_id","seq","received_at")
) PARTITION BY RANGE ("received_at");

-- CreateTable
CREATE TABLE "activities" (
    "id" BIGSERIAL NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor_kind" TEXT NOT NULL,
    "actor_id" INTEGER,
    "actor_name" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "object_kind" TEXT,
    "object_id" INTEGER,
    "object_name" TEXT,
    "hosts" INTEGER,
    "details" JSONB NOT NULL DEFAULT '{}',
    "address" TEXT,
    "prev_hash" BYTEA NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "activities_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "changes" (
    "id" BIGSERIAL NOT NULL,
    "topic" TEXT NOT NULL,
    "txid" BIGINT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "changes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "leases" (
    "name" TEXT NOT NULL,
    "owner" TEXT NOT NULL,
    "fence" BIGINT NOT NULL DEFAULT 0,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "leases_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "fleet_minutes" (
    "minute" TIMESTAMPTZ(3) NOT NULL,
    "check_ins" INTEGER NOT NULL DEFAULT 0,
    "lines" INTEGER NOT NULL DEFAULT 0,
    "refused" INTEGER NOT NULL DEFAULT 0,
    "hosts_online" INTEGER,
    "commit_ms" DOUBLE PRECISION,

    CONSTRAINT "fleet_minutes_pkey" PRIMARY KEY ("minute")
);

-- CreateIndex
CREATE UNIQUE INDEX "users_email_key" ON "users"("email");

-- CreateIndex
CREATE UNIQUE INDEX "sessions_token_hash_key" ON "sessions"("token_hash");

-- CreateIndex
CREATE INDEX "sessions_user_id_idx" ON "sessions"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "api_tokens_token_hash_key" ON "api_tokens"("token_hash");

-- CreateIndex
CREATE INDEX "api_tokens_user_id_idx" ON "api_tokens"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "teams_name_key" ON "teams"("name");

-- CreateIndex
CREATE UNIQUE INDEX "enroll_secrets_secret_hash_key" ON "enroll_secrets"("secret_hash");

-- CreateIndex
CREATE INDEX "hosts_uuid_idx" ON "hosts"("uuid");

-- CreateIndex
CREATE INDEX "hosts_hardware_serial_idx" ON "hosts"("hardware_serial");

-- CreateIndex
CREATE INDEX "hosts_instance_id_idx" ON "hosts"("instance_id");

-- CreateIndex
CREATE INDEX "hosts_hostname_idx" ON "hosts"("hostname");

-- CreateIndex
CREATE INDEX "hosts_team_id_idx" ON "hosts"("team_id");

-- CreateIndex
CREATE INDEX "hosts_platform_idx" ON "hosts"("platform");

-- CreateIndex
CREATE INDEX "host_seen_seen_at_idx" ON "host_seen"("seen_at");

-- CreateIndex
CREATE UNIQUE INDEX "node_keys_key_hash_key" ON "node_keys"("key_hash");

-- CreateIndex
CREATE INDEX "node_keys_host_id_idx" ON "node_keys"("host_id");

-- CreateIndex
CREATE UNIQUE INDEX "labels_name_key" ON "labels"("name");

-- CreateIndex
CREATE INDEX "label_verdicts_host_id_idx" ON "label_verdicts"("host_id");

-- CreateIndex
CREATE UNIQUE INDEX "queries_name_team_id_key" ON "queries"("name", "team_id");

-- CreateIndex
CREATE UNIQUE INDEX "packs_name_key" ON "packs"("name");

-- CreateIndex
CREATE INDEX "pack_queries_query_id_idx" ON "pack_queries"("query_id");

-- CreateIndex
CREATE UNIQUE INDEX "pack_queries_pack_id_name_key" ON "pack_queries"("pack_id", "name");

-- CreateIndex
CREATE INDEX "pack_targets_kind_object_id_idx" ON "pack_targets"("kind", "object_id");

-- CreateIndex
CREATE INDEX "host_renderings_rendering_hash_idx" ON "host_renderings"("rendering_hash");

-- CreateIndex
CREATE INDEX "result_lines_pack_query_id_id_idx" ON "result_lines"("pack_query_id", "id");

-- CreateIndex
CREATE INDEX "result_lines_host_id_pack_query_id_id_idx" ON "result_lines"("host_id", "pack_query_id", "id");

-- CreateIndex
CREATE INDEX "status_lines_host_id_id_idx" ON "status_lines"("host_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "dead_letters_fingerprint_key" ON "dead_letters"("fingerprint");

-- CreateIndex
CREATE INDEX "dead_letters_host_id_id_idx" ON "dead_letters"("host_id", "id");

-- CreateIndex
CREATE INDEX "dead_letters_received_at_idx" ON "dead_letters"("received_at");

-- CreateIndex
CREATE INDEX "campaigns_status_idx" ON "campaigns"("status");

-- CreateIndex
CREATE INDEX "campaigns_user_id_idx" ON "campaigns"("user_id");

-- CreateIndex
CREATE INDEX "campaign_hosts_host_id_idx" ON "campaign_hosts"("host_id");

-- CreateIndex
CREATE INDEX "campaign_hosts_campaign_id_state_idx" ON "campaign_hosts"("campaign_id", "state");

-- CreateIndex
CREATE INDEX "activities_type_idx" ON "activities"("type");

-- CreateIndex
CREATE INDEX "activities_actor_id_idx" ON "activities"("actor_id");

-- CreateIndex
CREATE INDEX "changes_txid_idx" ON "changes"("txid");

-- AddForeignKey
ALTER TABLE "user_teams" ADD CONSTRAINT "user_teams_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "user_teams" ADD CONSTRAINT "user_teams_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_tokens" ADD CONSTRAINT "api_tokens_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_tokens" ADD CONSTRAINT "api_tokens_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "enroll_secrets" ADD CONSTRAINT "enroll_secrets_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "hosts" ADD CONSTRAINT "hosts_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "host_seen" ADD CONSTRAINT "host_seen_host_id_fkey" FOREIGN KEY ("host_id") REFERENCES "hosts"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "node_keys" ADD CONSTRAINT "node_keys_host_id_fkey" FOREIGN KEY ("host_id") REFERENCES "hosts"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "node_keys" ADD CONSTRAINT "node_keys_enroll_secret_id_fkey" FOREIGN KEY ("enroll_secret_id") REFERENCES "enroll_secrets"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "label_verdicts" ADD CONSTRAINT "label_verdicts_label_id_fkey" FOREIGN KEY ("label_id") REFERENCES "labels"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "label_verdicts" ADD CONSTRAINT "label_verdicts_host_id_fkey" FOREIGN KEY ("host_id") REFERENCES "hosts"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "queries" ADD CONSTRAINT "queries_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "packs" ADD CONSTRAINT "packs_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "pack_queries" ADD CONSTRAINT "pack_queries_pack_id_fkey" FOREIGN KEY ("pack_id") REFERENCES "packs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "pack_queries" ADD CONSTRAINT "pack_queries_query_id_fkey" FOREIGN KEY ("query_id") REFERENCES "queries"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "pack_targets" ADD CONSTRAINT "pack_targets_pack_id_fkey" FOREIGN KEY ("pack_id") REFERENCES "packs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "pack_revisions" ADD CONSTRAINT "pack_revisions_pack_id_fkey" FOREIGN KEY ("pack_id") REFERENCES "packs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "campaign_hosts" ADD CONSTRAINT "campaign_hosts_campaign_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "campaigns"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma's schema language cannot say.

-- The names of queries of the whole fleet are unique too; a plain unique index lets nulls repeat.
CREATE UNIQUE INDEX "queries_global_name_key" ON "queries"("name") WHERE "team_id" IS NULL;

-- The audit trail is append-only, whoever asks.
CREATE FUNCTION "refuse_audit_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'activities are append-only' USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER "activities_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "activities"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_audit_change"();

INSERT INTO "settings" ("id") VALUES (1);

INSERT INTO "labels" ("name", "description", "kind", "platform") VALUES
  ('All Hosts', 'Every enrolled host', 'builtin', ''),
  ('macOS', 'Hosts that report macOS', 'builtin', 'darwin'),
  ('MS Windows', 'Hosts that report Windows', 'builtin', 'windows'),
  ('All Linux', 'Hosts that report any Linux', 'builtin', 'linux'),
  ('Ubuntu Linux', 'Hosts that report Ubuntu', 'builtin', 'linux'),
  ('Debian Linux', 'Hosts that report Debian', 'builtin', 'linux'),
  ('Red Hat Linux', 'Hosts that report Red Hat Enterprise Linux', 'builtin', 'linux'),
  ('CentOS Linux', 'Hosts that report CentOS', 'builtin', 'linux'),
  ('Fedora Linux', 'Hosts that report Fedora', 'builtin', 'linux'),
  ('FreeBSD', 'Hosts that report FreeBSD', 'builtin', 'freebsd');
