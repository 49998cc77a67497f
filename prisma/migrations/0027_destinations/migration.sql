-- CreateTable
CREATE TABLE "destinations" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "config" JSONB NOT NULL,
    "secrets" BYTEA,
    "secrets_set" JSONB NOT NULL DEFAULT '{}',
    "filter_packs" INTEGER[],
    "all_packs" BOOLEAN NOT NULL DEFAULT true,
    "log_types" TEXT[],
    "live" BOOLEAN NOT NULL DEFAULT false,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "when_full" TEXT NOT NULL DEFAULT 'block',
    "version" INTEGER NOT NULL DEFAULT 1,
    "result_id" BIGINT NOT NULL DEFAULT 0,
    "status_id" BIGINT NOT NULL DEFAULT 0,
    "delivered" BIGINT NOT NULL DEFAULT 0,
    "retries" BIGINT NOT NULL DEFAULT 0,
    "shed" BIGINT NOT NULL DEFAULT 0,
    "last_error" JSONB,
    "last_event" TEXT,
    "last_event_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "destinations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "destination_minutes" (
    "destination_id" INTEGER NOT NULL,
    "minute" TIMESTAMPTZ(0) NOT NULL,
    "delivered" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "destination_minutes_pkey" PRIMARY KEY ("destination_id","minute")
);

-- CreateTable
CREATE TABLE "destination_dead_letters" (
    "id" BIGSERIAL NOT NULL,
    "destination_id" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "reason" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "host_id" INTEGER NOT NULL,
    "host" TEXT NOT NULL,
    "pack" TEXT,
    "query" TEXT,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "text" TEXT NOT NULL,
    "replaying" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "destination_dead_letters_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "destinations_name_key" ON "destinations"("name");

-- CreateIndex
CREATE INDEX "destination_dead_letters_destination_id_id_idx" ON "destination_dead_letters"("destination_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "destination_dead_letters_destination_id_key_key" ON "destination_dead_letters"("destination_id", "key");

-- AddForeignKey
ALTER TABLE "destination_minutes" ADD CONSTRAINT "destination_minutes_destination_id_fkey" FOREIGN KEY ("destination_id") REFERENCES "destinations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "destination_dead_letters" ADD CONSTRAINT "destination_dead_letters_destination_id_fkey" FOREIGN KEY ("destination_id") REFERENCES "destinations"("id") ON DELETE CASCADE ON UPDATE CASCADE;
