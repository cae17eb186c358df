package io.routelb.lab.cluster;

import io.routelb.lab.topology.LabNetwork;
import io.routelb.lab.topology.LabNode;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stands for the kubelets on a cluster whose controllers call a silent node NotReady. */
final class Heartbeats {
    private static final Logger LOG = LoggerFactory.getLogger(Heartbeats.class);
    private static final int PERIOD_SECONDS = 5;

    private final ClusterObjects objects;
    private final CountDownLatch end = new CountDownLatch(1);
    private final Thread thread =
            Thread.ofPlatform().daemon(true).name("heartbeats").unstarted(this::run);

    private Heartbeats(ClusterObjects objects) {
        this.objects = objects;
    }

    static Heartbeats start(ClusterObjects objects) {
        Heartbeats heartbeats = new Heartbeats(objects);
        heartbeats.thread.start();
        return heartbeats;
    }

    void stop() throws InterruptedException {
        end.countDown();
        thread.join();
    }

    private void run() {
        try {
            while (!end.await(PERIOD_SECONDS, TimeUnit.SECONDS)) {
                for (LabNode node : LabNetwork.NODES) {
                    beat(node);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void beat(LabNode node) {
        try {
            objects.heartbeat(node);
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("node", node.name()).setCause(e).log("heartbeat failed");
        }
    }
}
