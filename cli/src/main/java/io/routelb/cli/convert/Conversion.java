package io.routelb.cli.convert;

import com.google.gson.JsonObject;
import io.routelb.cli.offline.Manifest;
import io.routelb.cli.offline.ManifestException;
import io.routelb.model.ObjectKey;
import io.routelb.model.Prefix;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What a run of the command has made so far: objects of ours, and remarks. */
final class Conversion {
    private static final List<String> ORDER =
            List.of("ServiceGroup", "LBNodeAgent", "RoutingConfig", "BGPPeer", "BGPAdvertisement", "Service");

    /**
     * What the user has said beside the manifests.
     *
     * @param namespace the install namespace, in which our ServiceGroups are
     * @param defaultGroup the foreign pool that becomes the group {@code default}; empty for none
     * @param nodeSubnets of the nodes: pools inside them are local
     */
    record Settings(String namespace, String defaultGroup, List<Prefix> nodeSubnets) {
        Settings {
            nodeSubnets = List.copyOf(nodeSubnets);
        }
    }

    /** How much a remark matters. */
    enum Weight {
        /** Not carried over. */
        LOST,
        /** Carried over, and to be looked at. */
        CHECK
    }

    /** One thing to tell; the field may be empty when the whole object is meant. */
    record Remark(Weight weight, Manifest about, String field, String sentence) {
        String line() {
            return about.title() + " (" + about.where(field) + ")" + (field.isEmpty() ? "" : " " + field) + ": "
                    + sentence;
        }
    }

    private record Place(String kind, ObjectKey key) {}

    private final Settings settings;
    private final TreeMap<Place, JsonObject> objects = new TreeMap<>(
            Comparator.<Place>comparingInt(place -> ORDER.indexOf(place.kind())).thenComparing(Place::key));
    private final List<Remark> remarks = new ArrayList<>();
    private final Set<String> said = new HashSet<>();
    private final Map<ObjectKey, String> groups = new HashMap<>();

    Conversion(Settings settings) {
        this.settings = settings;
    }

    Settings settings() {
        return settings;
    }

    /** Our name of a foreign pool. */
    String groupName(String foreign) {
        return foreign.equals(settings.defaultGroup()) ? "default" : foreign;
    }

    /** An object in the install namespace. */
    void group(Manifest from, String kind, String name, Tree spec) {
        add(from, "purelb.io/v2", kind, settings.namespace(), name, spec.json());
    }

    /** An object of routing, which is in no namespace. */
    void routing(Manifest from, String kind, String name, Tree spec) {
        add(from, "routelb.io/v1", kind, "", name, spec.json());
    }

    private void add(Manifest from, String apiVersion, String kind, String namespace, String name, JsonObject spec) {
        JsonObject object = new Tree()
                .text("apiVersion", apiVersion)
                .text("kind", kind)
                .tree("metadata", new Tree().text("name", name).text("namespace", namespace))
                .value("spec", spec)
                .json();
        add(from, object, kind, namespace, name);
    }

    /** An object as it is; of two of one name the first stays. */
    void add(Manifest from, JsonObject object, String kind, String namespace, String name) {
        if (objects.putIfAbsent(new Place(kind, new ObjectKey(namespace, name)), object) != null) {
            lost(from, "", "there is a " + kind + " " + name + " already; give one of the two another name");
        }
    }

    /** A Service gets its addresses from that group, as far as it says nothing else itself. */
    void serve(Manifest service, String group) {
        groups.put(new ObjectKey(service.namespace(), service.name()), group);
    }

    /** The group that {@link #serve} has named. */
    Optional<String> groupOf(Manifest service) {
        return Optional.ofNullable(groups.get(new ObjectKey(service.namespace(), service.name())));
    }

    /** Whether something of that kind has been made. */
    boolean has(String kind) {
        return objects.keySet().stream().anyMatch(place -> place.kind().equals(kind));
    }

    void lost(Manifest about, String field, String why) {
        add(new Remark(Weight.LOST, about, field, why));
    }

    void check(Manifest about, String field, String what) {
        add(new Remark(Weight.CHECK, about, field, what));
    }

    private void add(Remark remark) {
        if (said.add(remark.line())) {
            remarks.add(remark);
        }
    }

    /** The same remark about many objects is made of the first alone. */
    void checkOnce(Manifest about, String field, String what) {
        if (said.add(what)) {
            check(about, field, what);
        }
    }

    /** Tells of all that nobody has read of an object. */
    void close(Written written) {
        written.unread()
                .forEach(path -> lost(
                        written.manifest(),
                        path,
                        "RouteLB has nothing for it, or this version of convert does not know it"));
    }

    Collection<JsonObject> objects() {
        return List.copyOf(objects.values());
    }

    List<Remark> remarks(Weight weight) {
        return remarks.stream().filter(remark -> remark.weight() == weight).toList();
    }

    /** The one object of that name among others. */
    static Optional<Manifest> named(Collection<Manifest> manifests, String kind, String name) {
        return manifests.stream()
                .filter(one -> one.kind().equals(kind) && one.name().equals(name))
                .findFirst();
    }

    /** Those of a kind. */
    static List<Manifest> of(Collection<Manifest> manifests, String kind) {
        return manifests.stream().filter(one -> one.kind().equals(kind)).toList();
    }

    /** A system whose objects are understood. */
    interface Origin {
        /** Whether the object is one of its. */
        boolean takes(Manifest manifest);

        /** All its objects at once, for they refer to each other. */
        void convert(List<Manifest> own, List<Manifest> all, Conversion into) throws ManifestException;
    }
}
