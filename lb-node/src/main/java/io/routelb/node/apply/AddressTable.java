package io.routelb.node.apply;

import java.util.List;
import java.util.Optional;

/** The effect port to the kernel's addresses. Used by the owner thread only. */
public interface AddressTable {
    /**
     * What the kernel has. The service link is made, or set up, if it is not; where it cannot be made it holds nothing.
     *
     * @throws KernelException when the kernel refuses or cannot give a complete answer; nothing may be concluded then
     */
    KernelState read(String serviceLink) throws KernelException;

    /**
     * Carries the changes out in order, in as few system calls as may be.
     *
     * @return per change the reason it failed, empty = acknowledged
     * @throws KernelException when the batch could not be sent or its answers not read
     */
    List<Optional<String>> change(List<AddressChange> changes) throws KernelException;
}
