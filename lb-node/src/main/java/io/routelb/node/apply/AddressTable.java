package io.routelb.node.apply;

import java.util.List;
import java.util.Optional;

/** The effect port to the kernel's addresses on kube-lb0. Used by the owner thread only. */
public interface AddressTable {
    /**
     * The addresses of global scope on the link. The link is made, or set up, if it is not; where it cannot be made nothing is held.
     *
     * @throws KernelException when the kernel refuses or cannot give a complete answer; nothing may be concluded then
     */
    List<HeldAddress> read() throws KernelException;

    /**
     * Carries the changes out in order, in as few system calls as may be.
     *
     * @return per change the reason it failed, empty = acknowledged
     * @throws KernelException when the batch could not be sent or its answers not read
     */
    List<Optional<String>> change(List<AddressChange> changes) throws KernelException;
}
