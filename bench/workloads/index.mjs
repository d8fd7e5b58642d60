import { drain } from "./drain.mjs";
import { enqueue } from "./enqueue.mjs";
import { chain, diamond } from "./flow.mjs";
import { growth } from "./growth.mjs";
import { heldSnapshot } from "./heldSnapshot.mjs";
import { longDrain } from "./longDrain.mjs";
import { pickUp } from "./pickUp.mjs";

export const workloads = { drain, enqueue, pickUp, chain, diamond, growth, heldSnapshot, longDrain };
