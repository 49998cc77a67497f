-- CreateEnum
CREATE TYPE "rollout_state" AS ENUM ('running', 'paused', 'promoted', 'rolled_back');

-- AlterTable
ALTER TABLE "packs" ADD COLUMN     "released" INTEGER,
ADD COLUMN     "tags" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- AlterTable
ALTER TABLE "queries" ADD COLUMN     "tags" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- AlterTable
ALTER TABLE "renderings" ADD COLUMN     "etag_config_hash" TEXT NOT NULL DEFAULT '';

-- CreateTable
CREATE TABLE "rollouts" (
    "id" SERIAL NOT NULL,
    "pack_id" INTEGER NOT NULL,
    "from" INTEGER NOT NULL,
    "to" INTEGER NOT NULL,
    "share" INTEGER,
    "label_id" INTEGER,
    "state" "rollout_state" NOT NULL DEFAULT 'running',
    "gates" JSONB NOT NULL DEFAULT '{}',
    "verdicts" JSONB NOT NULL DEFAULT '[]',
    "judged_at" TIMESTAMPTZ(3),
    "reason" TEXT,
    "author_id" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "widened_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "rollouts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rollout_events" (
    "id" SERIAL NOT NULL,
    "rollout_id" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "type" TEXT NOT NULL,
    "actor_name" TEXT NOT NULL,
    "details" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "rollout_events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rendering_packs" (
    "rendering_hash" TEXT NOT NULL,
    "pack_id" INTEGER NOT NULL,
    "revision" INTEGER NOT NULL,

    CONSTRAINT "rendering_packs_pkey" PRIMARY KEY ("rendering_hash","pack_id","revision")
);

-- CreateIndex
CREATE INDEX "rollouts_pack_id_idx" ON "rollouts"("pack_id");

-- CreateIndex
CREATE INDEX "rollout_events_rollout_id_idx" ON "rollout_events"("rollout_id");

-- CreateIndex
CREATE INDEX "rendering_packs_pack_id_revision_idx" ON "rendering_packs"("pack_id", "revision");

-- AddForeignKey
ALTER TABLE "rollouts" ADD CONSTRAINT "rollouts_pack_id_fkey" FOREIGN KEY ("pack_id") REFERENCES "packs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rollout_events" ADD CONSTRAINT "rollout_events_rollout_id_fkey" FOREIGN KEY ("rollout_id") REFERENCES "rollouts"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rendering_packs" ADD CONSTRAINT "rendering_packs_rendering_hash_fkey" FOREIGN KEY ("rendering_hash") REFERENCES "renderings"("hash") ON DELETE CASCADE ON UPDATE CASCADE;

-- At most one rollout of a pack is under way.
CREATE UNIQUE INDEX "rollouts_under_way" ON "rollouts"("pack_id") WHERE "state" IN ('running', 'paused');
