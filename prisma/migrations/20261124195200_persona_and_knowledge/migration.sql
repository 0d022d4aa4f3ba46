-- CreateEnum
CREATE TYPE "KnowledgeStatus" AS ENUM ('draft', 'approved', 'archived');

-- AlterTable
ALTER TABLE "knowledge_articles" ADD COLUMN     "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
ADD COLUMN     "drafted_for" TEXT,
ADD COLUMN     "status" "KnowledgeStatus" NOT NULL DEFAULT 'approved';

-- AlterTable
ALTER TABLE "personas" ADD COLUMN     "escalations" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "languages" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- CreateTable
CREATE TABLE "knowledge_answers" (
    "tenant_id" UUID NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid,
    "article_id" UUID NOT NULL,
    "conversation_id" UUID NOT NULL,
    "call_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "knowledge_answers_pkey" PRIMARY KEY ("tenant_id","article_id","conversation_id","call_id")
);

-- CreateTable
CREATE TABLE "knowledge_gaps" (
    "tenant_id" UUID NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid,
    "id" UUID NOT NULL,
    "conversation_id" UUID NOT NULL,
    "call_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "closed_at" TIMESTAMPTZ(3),
    "article_id" UUID,

    CONSTRAINT "knowledge_gaps_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "persona_versions" (
    "tenant_id" UUID NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid,
    "id" UUID NOT NULL,
    "number" INTEGER,
    "name" TEXT NOT NULL,
    "voice" TEXT NOT NULL,
    "greeting" TEXT NOT NULL,
    "tone" TEXT NOT NULL,
    "house_rules" TEXT[],
    "suggestions" TEXT[],
    "privacy_line" TEXT NOT NULL,
    "languages" TEXT[],
    "escalations" JSONB NOT NULL DEFAULT '[]',
    "revision" INTEGER NOT NULL DEFAULT 1,
    "restored_from" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "changed_by" TEXT NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "published_by" TEXT,
    "published_at" TIMESTAMPTZ(3),

    CONSTRAINT "persona_versions_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "simulations" (
    "tenant_id" UUID NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid,
    "id" UUID NOT NULL,
    "started_by" TEXT NOT NULL,
    "state" JSONB,
    "cost_micro_cents" BIGINT NOT NULL DEFAULT 0,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "simulations_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateIndex
CREATE INDEX "knowledge_answers_tenant_id_article_id_at_idx" ON "knowledge_answers"("tenant_id", "article_id", "at" DESC);

-- CreateIndex
CREATE INDEX "knowledge_answers_tenant_id_conversation_id_call_id_idx" ON "knowledge_answers"("tenant_id", "conversation_id", "call_id");

-- CreateIndex
CREATE INDEX "knowledge_gaps_tenant_id_closed_at_at_idx" ON "knowledge_gaps"("tenant_id", "closed_at", "at" DESC);

-- CreateIndex
CREATE INDEX "knowledge_gaps_tenant_id_article_id_idx" ON "knowledge_gaps"("tenant_id", "article_id");

-- CreateIndex
CREATE UNIQUE INDEX "knowledge_gaps_tenant_id_conversation_id_call_id_key" ON "knowledge_gaps"("tenant_id", "conversation_id", "call_id");

-- CreateIndex
CREATE UNIQUE INDEX "persona_versions_tenant_id_number_key" ON "persona_versions"("tenant_id", "number");

-- CreateIndex
CREATE INDEX "simulations_tenant_id_updated_at_idx" ON "simulations"("tenant_id", "updated_at");

-- AddForeignKey
ALTER TABLE "knowledge_answers" ADD CONSTRAINT "knowledge_answers_tenant_id_article_id_fkey" FOREIGN KEY ("tenant_id", "article_id") REFERENCES "knowledge_articles"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "knowledge_answers" ADD CONSTRAINT "knowledge_answers_tenant_id_conversation_id_call_id_fkey" FOREIGN KEY ("tenant_id", "conversation_id", "call_id") REFERENCES "tool_calls"("tenant_id", "conversation_id", "call_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "knowledge_gaps" ADD CONSTRAINT "knowledge_gaps_tenant_id_article_id_fkey" FOREIGN KEY ("tenant_id", "article_id") REFERENCES "knowledge_articles"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "knowledge_gaps" ADD CONSTRAINT "knowledge_gaps_tenant_id_conversation_id_call_id_fkey" FOREIGN KEY ("tenant_id", "conversation_id", "call_id") REFERENCES "tool_calls"("tenant_id", "conversation_id", "call_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- ---------------------------------------------------------------- Tenancy

SELECT protect_tenant_table('persona_versions');
SELECT protect_tenant_table('simulations');
SELECT protect_tenant_table('knowledge_answers');
SELECT protect_tenant_table('knowledge_gaps');

-- ---------------------------------------------------------------- Values

ALTER TABLE persona_versions
  ADD CONSTRAINT persona_versions_published CHECK ((number IS NULL) = (published_at IS NULL)),
  ADD CONSTRAINT persona_versions_number CHECK (number > 0);

-- One draft at a time: who saves second is told, and writes over nobody.
CREATE UNIQUE INDEX persona_versions_draft ON persona_versions (tenant_id) WHERE number IS NULL;

-- What was published is history.
CREATE FUNCTION refuse_changed_persona_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.number IS NOT NULL THEN
    RAISE EXCEPTION 'a published persona version does not change' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER persona_versions_frozen BEFORE UPDATE ON persona_versions
  FOR EACH ROW EXECUTE FUNCTION refuse_changed_persona_version();

-- ---------------------------------------------------------------- Why each index is there

COMMENT ON INDEX persona_versions_tenant_id_number_key IS 'The history of the persona, newest first.';
COMMENT ON INDEX persona_versions_draft IS 'The draft, and one only.';
COMMENT ON INDEX simulations_tenant_id_updated_at_idx IS 'Simulations that are old enough to be forgotten.';
COMMENT ON INDEX knowledge_answers_tenant_id_article_id_at_idx IS 'The conversations that an article answered, newest first.';
COMMENT ON INDEX knowledge_answers_tenant_id_conversation_id_call_id_idx IS 'The articles of one tool call, when its conversation goes.';
COMMENT ON INDEX knowledge_gaps_tenant_id_conversation_id_call_id_key IS 'One gap for each question.';
COMMENT ON INDEX knowledge_gaps_tenant_id_closed_at_at_idx IS 'The questions that nobody has dealt with, newest first.';
COMMENT ON INDEX knowledge_gaps_tenant_id_article_id_idx IS 'What an article was drafted for.';
