/**
 * Other systems' objects into ours. Enters: manifests of PureLB, MetalLB, Cilium, Calico and kube-router. Leaves: objects of ours as YAML, and
 * a remark for each thing that is not the same afterwards. A field nobody has read is a remark by itself, so nothing is lost without a word.
 *
 * <p>The fields are those of the systems' own API types: metallb/metallb api/v1beta1 and v1beta2, cilium/cilium pkg/k8s/apis/cilium.io v2alpha1 and
 * v2, projectcalico/calico api/pkg/apis/projectcalico/v3, purelb/purelb pkg/apis/purelb/v1, purelb/k8gobgp api/v1, cloudnativelabs/kube-router
 * pkg/options.
 */
@NullMarked
package io.routelb.cli.convert;

import org.jspecify.annotations.NullMarked;
