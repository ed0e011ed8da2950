import { uuid7 } from "/static/js/lib/uuid7.js";
import { same } from "./check.js";

const zeros = (bytes) => bytes.fill(0);
const ones = (bytes) => bytes.fill(255);

export function carriesTimeVersionAndVariant() {
  same(uuid7(0x0123456789ab, zeros), "01234567-89ab-7000-8000-000000000000", "no chance");
  same(uuid7(0x0123456789ab, ones), "01234567-89ab-7fff-bfff-ffffffffffff", "all chance");
}

export function keepsTheOrderOfTime() {
  const ids = [1, 255, 256, 1_700_000_000_000, 1_700_000_000_001, 2 ** 47].map((now) => uuid7(now, zeros));
  same([...ids].sort(), ids, "order");
}

export function isNeverTheSameTwice() {
  const ids = Array.from({ length: 2000 }, () => uuid7());
  same(new Set(ids).size, 2000, "different ids");
  const form = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  same(ids.filter((id) => !form.test(id)), [], "ids of another form");
}

export function needsNoSecureContext() {
  const { randomUUID } = Crypto.prototype;
  delete Crypto.prototype.randomUUID;
  try {
    same(uuid7().length, 36, "length");
  } finally {
    Crypto.prototype.randomUUID = randomUUID;
  }
}
