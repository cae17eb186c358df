package io.routelb.node.elect;

import io.routelb.model.Annotations;
import io.routelb.model.ServiceView.TrafficPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What goes wrong, or simply happens, in a simulated cluster; everything comes from the seed. */
final class Faults {
    private final Simulation world;
    private final Random random;
    private final int services;

    Faults(Simulation world, int services) {
        this.world = world;
        this.random = world.random;
        this.services = services;
        for (int i = 0; i < services; i++) {
            create(i);
        }
        world.clusterChanged();
    }

    /** From now on one thing happens every {@code meanMillis} on average, until {@code until}. */
    void begin(int meanMillis, long until) {
        world.at(world.now() + random.nextInt(2 * meanMillis) * Simulation.MILLI, () -> {
            if (world.now() < until) {
                happen();
                begin(meanMillis, until);
            }
        });
    }

    private void happen() {
        SimAgent agent = world.anyAgent();
        long now = world.now();
        switch (random.nextInt(14)) {
            case 0 -> kill(agent);
            case 1 -> powerCut(agent);
            case 2 -> agent.frozenUntil = now + seconds(20);
            case 3 -> agent.partitionedUntil = now + seconds(30);
            case 4 -> agent.leaseStreamStalledUntil = now + seconds(20);
            case 5 -> agent.planStreamStalledUntil = now + seconds(20);
            case 6 -> agent.writesFailUntil = now + seconds(20);
            case 7 -> agent.disconnect();
            case 8 -> flipNode(agent.name);
            case 9 -> moveEndpoints();
            case 10 -> recreate();
            case 11 -> terminate(agent);
            case 12 -> rarely(agent);
            default -> agent.setClock(world.clockJump());
        }
        agent.wakeIn(0);
    }

    private long seconds(int atMost) {
        return (long) (random.nextDouble() * atMost * Simulation.SECOND);
    }

    private void restartLater(SimAgent agent, int atMostSeconds) {
        world.at(world.now() + seconds(atMostSeconds), () -> {
            if (!agent.running()) {
                agent.powered = true;
                agent.start();
            }
        });
    }

    private void kill(SimAgent agent) {
        agent.kill();
        restartLater(agent, 30);
    }

    private void powerCut(SimAgent agent) {
        agent.powerOff();
        restartLater(agent, 60);
    }

    private void terminate(SimAgent agent) {
        agent.terminate();
        world.at(world.now() + 10 * Simulation.SECOND, agent::kill);
        restartLater(agent, 5);
        world.at(world.now() + 15 * Simulation.SECOND, () -> restartLater(agent, 5));
    }

    private void flipNode(String node) {
        world.cluster().node(node, random.nextInt(4) > 0, random.nextInt(4) == 0);
        world.agent(node).healthySince = world.now();
        world.clusterChanged();
        world.at(world.now() + seconds(40), () -> {
            world.cluster().node(node, true, false);
            world.agent(node).healthySince = world.now();
            world.clusterChanged();
        });
    }

    private void moveEndpoints() {
        endpoints(random.nextInt(services));
        world.clusterChanged();
    }

    /** A Service goes; another gets its address, at once or later. */
    private void recreate() {
        int which = random.nextInt(services);
        world.cluster().remove("s" + which);
        world.clusterChanged();
        world.at(world.now() + random.nextInt(3) * seconds(20), () -> {
            create(which);
            world.clusterChanged();
        });
    }

    private void rarely(SimAgent agent) {
        if (random.nextInt(4) == 0) {
            world.takeApiDown(world.now() + seconds(15));
        } else {
            world.api().deleteLease(agent.name, world.now());
            agent.healthySince = world.now() + 4 * Simulation.SECOND;
        }
    }

    private void create(int which) {
        TrafficPolicy policy = which % 5 == 1 ? TrafficPolicy.LOCAL : TrafficPolicy.CLUSTER;
        Map<String, String> annotations = switch (which % 5) {
            case 2 -> Map.of(Annotations.NO_FAILBACK, "true");
            case 3 -> Map.of(Annotations.NODE_AFFINITY, Annotations.SERVICE_ENDPOINTS);
            default -> Map.of();
        };
        String address = (which % 4 == 3 ? "198.51.100." : "192.0.2.") + (100 + which);
        world.cluster().service("s" + which, address, policy, annotations);
        endpoints(which);
    }

    private void endpoints(int which) {
        List<String> nodes = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            nodes.add(world.anyAgent().name);
        }
        world.cluster().endpoints("s" + which, nodes);
    }
}
