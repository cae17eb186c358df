package io.routelb.allocator.plan;

import io.routelb.model.Annotations;

/** Whether a Service gets one address of each range. */
final class MultiPool {
    private MultiPool() {}

    /** As the Service says, else as its group says; what the Service says wrongly counts as nothing said. */
    static boolean isOn(ServiceRequest request, JudgedGroup group) {
        String said = request.view().annotation(Annotations.MULTI_POOL).strip();
        return said.equals("true")
                || (!said.equals("false") && group.view().policy().multiPool());
    }

    /** The same, and refuses what contradicts it. */
    static boolean isWanted(ServiceRequest request, JudgedGroup group) throws RefusedException {
        boolean wanted = request.multiPool().orElse(group.view().policy().multiPool());
        if (wanted && !request.sharingKey().isEmpty()) {
            throw new RefusedException(
                    Reason.SHARING_WITH_MULTI_POOL,
                    "a Service cannot both share an address and have one of each range; remove "
                            + Annotations.ALLOW_SHARED_IP + " or set " + Annotations.MULTI_POOL + " to false");
        }
        return wanted;
    }
}
