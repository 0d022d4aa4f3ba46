-- AlterTable
ALTER TABLE "policy_acceptances" ALTER COLUMN "channel" DROP NOT NULL;
