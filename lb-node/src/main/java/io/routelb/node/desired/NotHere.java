package io.routelb.node.desired;

import io.routelb.model.ObjectKey;

/**
 * A Service's address that this node does not carry, and why. The address is as written in the status.
 *
 * @param local whether it is of a local pool, on another node's interface if anywhere
 */
public record NotHere(String address, ObjectKey service, Reason reason, boolean local) {
    NotHere because(Reason other) {
        return new NotHere(address, service, other, local);
    }
}
