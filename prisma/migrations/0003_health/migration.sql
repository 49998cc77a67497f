-- AlterTable
ALTER TABLE "campaigns" ADD COLUMN     "costs_seq" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "query_hosts" (
    "pack_query_id" INTEGER NOT NULL,
    "host_id" INTEGER NOT NULL,
    "last_result_at" TIMESTAMPTZ(3),
    "last_result_unix" BIGINT,
    "result_day" DATE,
    "lines" BIGINT NOT NULL DEFAULT 0,
    "rows" BIGINT NOT NULL DEFAULT 0,
    "bytes" BIGINT NOT NULL DEFAULT 0,
    "error" TEXT,
    "error_at" TIMESTAMPTZ(3),
    "error_unix" BIGINT,
    "killed_at" TIMESTAMPTZ(3),
    "schedule_at" TIMESTAMPTZ(3),
    "sql_digest" UUID,
    "revision" INTEGER,
    "interval" INTEGER NOT NULL DEFAULT 0,
    "denylisted" BOOLEAN NOT NULL DEFAULT false,
    "ran_at" TIMESTAMPTZ(3),
    "last_executed" BIGINT NOT NULL DEFAULT 0,
    "executions" BIGINT NOT NULL DEFAULT 0,
    "wall_ms" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "user_ms" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "system_ms" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "runs" BIGINT NOT NULL DEFAULT 0,
    "total_wall_ms" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "total_user_ms" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "total_system_ms" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "memory_bytes" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "recent_cpu_ms" DOUBLE PRECISION,

    CONSTRAINT "query_hosts_pkey" PRIMARY KEY ("pack_query_id","host_id")
);

-- CreateTable
CREATE TABLE "query_days" (
    "pack_query_id" INTEGER NOT NULL,
    "day" DATE NOT NULL,
    "lines" BIGINT NOT NULL DEFAULT 0,
    "rows" BIGINT NOT NULL DEFAULT 0,
    "bytes" BIGINT NOT NULL DEFAULT 0,
    "hosts" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "query_days_pkey" PRIMARY KEY ("pack_query_id","day")
);

-- CreateTable
CREATE TABLE "query_trends" (
    "pack_query_id" INTEGER NOT NULL,
    "revision" INTEGER NOT NULL,
    "day" DATE NOT NULL,
    "p50" DOUBLE PRECISION NOT NULL,
    "p95" DOUBLE PRECISION NOT NULL,
    "hosts" INTEGER NOT NULL,

    CONSTRAINT "query_trends_pkey" PRIMARY KEY ("pack_query_id","revision","day")
);

-- CreateTable
CREATE TABLE "query_costs" (
    "pack_query_id" INTEGER NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "computed_at" TIMESTAMPTZ(3),
    "cost" JSONB,
    "agent_seconds_per_day" DOUBLE PRECISION NOT NULL DEFAULT 0,

    CONSTRAINT "query_costs_pkey" PRIMARY KEY ("pack_query_id")
);

-- CreateTable
CREATE TABLE "sql_costs" (
    "sql_digest" UUID NOT NULL,
    "platform" TEXT NOT NULL,
    "due_at" TIMESTAMPTZ(3),
    "computed_at" TIMESTAMPTZ(3),
    "cost" JSONB,

    CONSTRAINT "sql_costs_pkey" PRIMARY KEY ("sql_digest","platform")
);

-- CreateTable
CREATE TABLE "live_costs" (
    "sql_digest" UUID NOT NULL,
    "host_id" INTEGER NOT NULL,
    "runs" INTEGER NOT NULL DEFAULT 0,
    "wall_ms" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "user_ms" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "system_ms" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "memory_bytes" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "rows" BIGINT NOT NULL DEFAULT 0,
    "bytes" BIGINT NOT NULL DEFAULT 0,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "live_costs_pkey" PRIMARY KEY ("sql_digest","host_id")
);

-- CreateTable
CREATE TABLE "host_schedules" (
    "host_id" INTEGER NOT NULL,
    "read_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "config_hash" TEXT NOT NULL DEFAULT '',
    "agent_time" BIGINT NOT NULL DEFAULT 0,
    "rows" JSONB NOT NULL,
    "folded" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "host_schedules_pkey" PRIMARY KEY ("host_id")
);

-- CreateTable
CREATE TABLE "fold_cursors" (
    "name" TEXT NOT NULL,
    "position" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "fold_cursors_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "rendering_queries" (
    "rendering_hash" TEXT NOT NULL,
    "pack_query_id" INTEGER NOT NULL,
    "sql_digest" UUID NOT NULL,
    "interval" INTEGER NOT NULL,

    CONSTRAINT "rendering_queries_pkey" PRIMARY KEY ("rendering_hash","pack_query_id")
);

-- CreateIndex
CREATE INDEX "query_hosts_host_id_idx" ON "query_hosts"("host_id");

-- CreateIndex
CREATE INDEX "query_hosts_sql_digest_idx" ON "query_hosts"("sql_digest");

-- CreateIndex
CREATE INDEX "query_costs_due_at_idx" ON "query_costs"("due_at");

-- CreateIndex
CREATE INDEX "sql_costs_due_at_idx" ON "sql_costs"("due_at");

-- CreateIndex
CREATE INDEX "rendering_queries_pack_query_id_idx" ON "rendering_queries"("pack_query_id");

-- The folds look for answers not yet folded; there are few at any time.
CREATE INDEX "host_schedules_unfolded_idx" ON "host_schedules"("read_at") WHERE NOT "folded";

-- Rewritten in place with every result of a host.
ALTER TABLE "query_hosts" SET (fillfactor = 80);
