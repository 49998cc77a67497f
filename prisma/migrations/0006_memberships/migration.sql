-- Memberships alone, by host: counting whom packs reach walks them without touching the table. It
-- holds nothing that an evaluation rewrites, so those stay cheap.
CREATE INDEX "label_verdicts_members" ON "label_verdicts"("host_id", "label_id") WHERE "member";
