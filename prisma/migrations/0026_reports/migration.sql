-- AlterTable
ALTER TABLE "dead_letters" ADD COLUMN     "tried_at" TIMESTAMPTZ(3),
ADD COLUMN     "tries" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "need_snoozes" (
    "id" SERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "object_id" INTEGER NOT NULL DEFAULT 0,
    "team_id" INTEGER NOT NULL DEFAULT 0,
    "user_id" INTEGER,
    "reason" TEXT NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "need_snoozes_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "need_snoozes_kind_object_id_team_id_key" ON "need_snoozes"("kind", "object_id", "team_id");

-- Warnings and worse are few among what agents chat: found without reading the chat.
CREATE INDEX "status_lines_severe_idx" ON "status_lines"("id") WHERE severity >= 1;
