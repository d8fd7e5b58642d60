import { engineCore } from "../support/engineCore.ts";
import { testLedger } from "../support/testLedger.ts";

engineCore(() => testLedger());
