package io.routelb.kube.watch;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import io.kubernetes.client.openapi.models.V1Node;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.routelb.kube.api.EndpointSlice;
import io.routelb.kube.api.KubeJson;
import io.routelb.kube.api.Service;
import io.routelb.kube.crd.BgpAdvertisement;
import io.routelb.kube.crd.BgpPeer;
import io.routelb.kube.crd.CustomResource;
import io.routelb.kube.crd.LBNodeAgent;
import io.routelb.kube.crd.RoutingConfig;
import io.routelb.kube.crd.ServiceGroup;
import io.routelb.model.BgpAdvertisementView;
import io.routelb.model.BgpPeerView;
import io.routelb.model.EndpointView;
import io.routelb.model.InvalidValueException;
import io.routelb.model.LBNodeAgentView;
import io.routelb.model.NodeView;
import io.routelb.model.ObjectKey;
import io.routelb.model.RoutingConfigView;
import io.routelb.model.ServiceGroupView;
import io.routelb.model.ServiceView;
import java.util.List;
import java.util.Map;

/** The view that the informers would have of an object that is not stored yet. Pure; the one reading of objects, shared with them. */
public final class ObjectViews {
    private ObjectViews() {}

    /**
     * A Service as JSON.
     *
     * @throws InvalidValueException when the JSON is no Service
     */
    public static ServiceView service(JsonObject json) throws InvalidValueException {
        return read(json, Service.class).view();
    }

    /**
     * A ServiceGroup as JSON.
     *
     * @throws InvalidValueException when the JSON is no ServiceGroup, or one that cannot be made a view of
     */
    public static ServiceGroupView serviceGroup(JsonObject json) throws InvalidValueException {
        ServiceGroup group = read(json, ServiceGroup.class);
        return CustomViews.serviceGroup(group, meta(group));
    }

    /**
     * A RoutingConfig as JSON.
     *
     * @throws InvalidValueException when the JSON is no RoutingConfig that can be used
     */
    public static RoutingConfigView routingConfig(JsonObject json) throws InvalidValueException {
        RoutingConfig config = read(json, RoutingConfig.class);
        return CustomViews.routingConfig(config, meta(config));
    }

    /**
     * A BGPPeer as JSON.
     *
     * @throws InvalidValueException when the JSON is no BGPPeer that can be made a view of
     */
    public static BgpPeerView bgpPeer(JsonObject json) throws InvalidValueException {
        BgpPeer peer = read(json, BgpPeer.class);
        return PeerViews.bgpPeer(peer, meta(peer));
    }

    /**
     * A BGPAdvertisement as JSON.
     *
     * @throws InvalidValueException when the JSON is no BGPAdvertisement that can be used
     */
    public static BgpAdvertisementView advertisement(JsonObject json) throws InvalidValueException {
        BgpAdvertisement advertisement = read(json, BgpAdvertisement.class);
        return AdvertisementViews.advertisement(advertisement, meta(advertisement));
    }

    /**
     * An LBNodeAgent as JSON.
     *
     * @throws InvalidValueException when the JSON is no LBNodeAgent that can be used
     */
    public static LBNodeAgentView nodeAgent(JsonObject json) throws InvalidValueException {
        LBNodeAgent agent = read(json, LBNodeAgent.class);
        return NodeAgentViews.nodeAgent(agent, meta(agent));
    }

    /**
     * A Node as JSON.
     *
     * @throws InvalidValueException when the JSON is no Node
     */
    public static NodeView node(JsonObject json) throws InvalidValueException {
        V1Node node = read(json, V1Node.class);
        return CoreViews.node(node, node.getMetadata() == null ? new V1ObjectMeta() : node.getMetadata());
    }

    /**
     * The endpoints of an EndpointSlice as JSON, by the Service they are of.
     *
     * @throws InvalidValueException when the JSON is no EndpointSlice
     */
    public static Map<ObjectKey, List<EndpointView>> endpoints(JsonObject json) throws InvalidValueException {
        EndpointSlice slice = read(json, EndpointSlice.class);
        CoreViews.Slice read = CoreViews.slice(slice, slice.getMetadata());
        return Map.of(read.service(), read.endpoints());
    }

    private static V1ObjectMeta meta(CustomResource object) {
        return object.getMetadata() == null ? new V1ObjectMeta() : object.getMetadata();
    }

    private static <T> T read(JsonObject json, Class<T> type) throws InvalidValueException {
        try {
            return KubeJson.gson().fromJson(json, type);
        } catch (JsonParseException e) {
            throw new InvalidValueException("the object is not understood: " + e.getMessage(), e);
        }
    }
}
