-- How often something was asked for lately, counted together by all processes (db/shared-limit.ts).
-- Not in Prisma's schema: rate-limiter-flexible owns the statements. Of no spa, and of no person: the
-- keys are keyed hashes. Unlogged: after a crash everybody may ask anew.
CREATE UNLOGGED TABLE shared_limits (
  key varchar(255) PRIMARY KEY,
  points integer NOT NULL DEFAULT 0,
  expire bigint
);
