-- AlterTable
ALTER TABLE "campaign_hosts" ADD COLUMN     "canary" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "campaigns" ADD COLUMN     "again_of" INTEGER,
ADD COLUMN     "cost_ms" DOUBLE PRECISION,
ADD COLUMN     "destinations" INTEGER[] DEFAULT ARRAY[]::INTEGER[],
ADD COLUMN     "guard" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN     "holding" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "minute_at" TIMESTAMPTZ(3),
ADD COLUMN     "minute_sent" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "pack_query_id" INTEGER,
ADD COLUMN     "parameters" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "run_id" INTEGER,
ADD COLUMN     "sql_digest" UUID,
ADD COLUMN     "template" TEXT;

-- AlterTable
ALTER TABLE "queries" ADD COLUMN     "parameters" JSONB NOT NULL DEFAULT '[]';

-- CreateTable
CREATE TABLE "pack_runs" (
    "id" SERIAL NOT NULL,
    "pack_id" INTEGER,
    "pack_name" TEXT NOT NULL,
    "user_id" INTEGER,
    "selected" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "pack_runs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "target_sets" (
    "id" SERIAL NOT NULL,
    "user_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "selected" JSONB NOT NULL,
    "hosts_count" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "target_sets_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "request_keys" (
    "user_id" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "digest" UUID NOT NULL,
    "object_id" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "request_keys_pkey" PRIMARY KEY ("user_id","key")
);

-- CreateIndex
CREATE INDEX "pack_runs_pack_id_idx" ON "pack_runs"("pack_id");

-- CreateIndex
CREATE UNIQUE INDEX "target_sets_user_id_name_key" ON "target_sets"("user_id", "name");

-- CreateIndex
CREATE INDEX "request_keys_created_at_idx" ON "request_keys"("created_at");

-- CreateIndex
CREATE INDEX "campaigns_sql_digest_id_idx" ON "campaigns"("sql_digest", "id");

-- CreateIndex
CREATE INDEX "campaigns_run_id_idx" ON "campaigns"("run_id");

-- AddForeignKey
ALTER TABLE "target_sets" ADD CONSTRAINT "target_sets_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "request_keys" ADD CONSTRAINT "request_keys_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "campaigns" ADD CONSTRAINT "campaigns_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "pack_runs"("id") ON DELETE SET NULL ON UPDATE CASCADE;
