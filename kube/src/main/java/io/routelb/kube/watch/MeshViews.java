package io.routelb.kube.watch;

import static io.routelb.kube.watch.CoreViews.text;

import io.routelb.kube.crd.RoutingConfig;
import io.routelb.model.Addresses;
import io.routelb.model.InvalidValueException;
import io.routelb.model.MeshView;
import io.routelb.model.MeshView.PodRoutes;
import org.jspecify.annotations.Nullable;

/** {@code mesh} and {@code podCIDRs} of a RoutingConfig as a view. Pure. */
final class MeshViews {
    private MeshViews() {}

    static MeshView mesh(RoutingConfig.@Nullable Mesh written, RoutingConfig.@Nullable PodCidrs podCidrs)
            throws InvalidValueException {
        RoutingConfig.Mesh mesh = written == null ? new RoutingConfig.Mesh() : written;
        boolean enabled = CustomViews.isTrue(mesh.enabled);
        return new MeshView(
                enabled,
                PeerViews.password(mesh.passwordSecretRef),
                PeerViews.bfd(mesh.bfd),
                podRoutes(podCidrs == null ? "" : text(podCidrs.advertise), enabled));
    }

    private static PodRoutes podRoutes(String written, boolean meshed) throws InvalidValueException {
        return switch (written) {
            case "" -> meshed ? PodRoutes.MESH : PodRoutes.NONE;
            case "None" -> PodRoutes.NONE;
            case "Mesh" -> PodRoutes.MESH;
            case "All" -> PodRoutes.ALL;
            default ->
                throw new InvalidValueException(
                        "podCIDRs.advertise \"" + Addresses.shown(written) + "\" is not None, Mesh or All");
        };
    }
}
