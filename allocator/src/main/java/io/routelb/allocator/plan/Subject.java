package io.routelb.allocator.plan;

import inet.ipaddr.IPAddress;
import io.routelb.model.ObjectKey;
import io.routelb.model.ServiceView;
import java.util.List;

/** A Service, what it asks for, what is to become of it, and the addresses its status shows. */
record Subject(ServiceRequest request, Scope scope, List<IPAddress> shown) {
    static Subject of(ServiceView view, PlanSettings settings) {
        return new Subject(ServiceRequest.of(view), Scope.of(view, settings), Adoption.shown(view));
    }

    ServiceView view() {
        return request.view();
    }

    ObjectKey key() {
        return request.key();
    }

    boolean served() {
        return scope == Scope.SERVED;
    }
}
