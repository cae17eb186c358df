#!/bin/sh
# certificate.sh [NAMESPACE] [EXTRA_SUBJECT_ALT_NAME...]
# Makes a certificate authority and a certificate for the webhook, puts the certificate into the Secret routelb-webhook and the
# authority into the ValidatingWebhookConfiguration. Run it again to renew; the allocator takes the new one without a restart.
# Needs openssl 1.1.1 or newer and a kubectl that may write both objects.
set -eu
namespace=${1:-routelb-system}
[ $# -eq 0 ] || shift
days=825
names="DNS:routelb-webhook.$namespace.svc,DNS:routelb-webhook.$namespace.svc.cluster.local"
for name in "$@"; do names="$names,$name"; done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
umask 077
cd "$work"

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days "$days" \
  -subj /CN=routelb-webhook-ca -keyout ca.key -out ca.crt 2>openssl.log || { cat openssl.log >&2; exit 1; }
openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes \
  -subj /CN=routelb-webhook -keyout tls.key -out tls.csr 2>openssl.log || { cat openssl.log >&2; exit 1; }
printf 'subjectAltName=%s\nextendedKeyUsage=serverAuth\n' "$names" >extensions
openssl x509 -req -in tls.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days "$days" -extfile extensions -out tls.crt \
  2>openssl.log || { cat openssl.log >&2; exit 1; }

kubectl -n "$namespace" create secret tls routelb-webhook --cert=tls.crt --key=tls.key --dry-run=client -o yaml |
  kubectl apply -f - >/dev/null
bundle=$(base64 <ca.crt | tr -d '\n')
kubectl patch validatingwebhookconfiguration routelb --type=json -p "[
  {\"op\":\"add\",\"path\":\"/webhooks/0/clientConfig/caBundle\",\"value\":\"$bundle\"},
  {\"op\":\"add\",\"path\":\"/webhooks/1/clientConfig/caBundle\",\"value\":\"$bundle\"},
  {\"op\":\"add\",\"path\":\"/webhooks/2/clientConfig/caBundle\",\"value\":\"$bundle\"}]" >/dev/null
echo "Secret $namespace/routelb-webhook and ValidatingWebhookConfiguration routelb are up to date for $days days"
